"""Thresholds follow from validation rows and the share of wrong answers that is accepted."""

import pytest

from services.support import models
from services.support.actions import policy, remembered
from services.support.actions.answer import answer
from services.support.actions.policy import measuring
from services.support.models.choices import Rung, Split
from tests.support.bank import EXAMPLES, RATE_QUESTION

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]
OUTSIDE = ["who won the football match", "tell me a joke", "what is the weather", "股票会涨吗"]


@pytest.fixture
def validated(bank: None) -> None:
    """Questions whose outcome is known: of intents, of an article, and of nothing we know."""
    for name, texts in EXAMPLES.items():
        intent = models.Intent.objects.get(name=name)
        for text in texts:
            _example(text, intent)
    for text in OUTSIDE:
        _example(text, None)
    document = models.Document.objects.get(title="Exchange rate")
    for number in range(6):
        models.TrainingPair.objects.create(
            question=f"{RATE_QUESTION} {number}",
            question_hash=str(number),
            answer="",
            document_key=document.key,
            language="en",
            split=Split.VALIDATION,
        )


@pytest.mark.usefixtures("validated")
def test_a_stricter_operator_gets_higher_thresholds_and_less_coverage() -> None:
    policy.choose_thresholds(max_wrong_share=0.5)
    loose, strict = policy.preview(0.5), policy.preview(0.01)
    assert strict["coverage"] <= loose["coverage"]
    assert strict["intent_threshold"] >= loose["intent_threshold"]
    assert strict["answer_threshold"] >= loose["answer_threshold"]


@pytest.mark.usefixtures("validated")
def test_the_chosen_limit_is_kept_on_the_validation_rows() -> None:
    chosen = policy.choose_thresholds(max_wrong_share=0.1)
    assert chosen.intent_threshold == policy.preview(0.1)["intent_threshold"]
    for rung in policy.preview(0.1)["rungs"].values():
        assert rung["wrong"] <= 0.1 * max(rung["answered"], 1)


@pytest.mark.usefixtures("validated")
def test_a_template_in_place_of_an_article_counts_as_wrong() -> None:
    """The first rung sees the questions of articles too, and must let them pass."""
    outside = len(measuring.measure_intents().correct)
    models.TrainingPair.objects.all().delete()
    assert outside - len(measuring.measure_intents().correct) == 6
    document = models.Document.objects.get(title="Exchange rate")
    models.TrainingPair.objects.create(
        question="is my card lost", question_hash="x", document_key=document.key, language="en", split=Split.VALIDATION
    )
    assert measuring.measure_intents().correct[-1] is False


@pytest.mark.usefixtures("validated")
def test_moving_the_limit_needs_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    policy.choose_thresholds(max_wrong_share=0.5)
    monkeypatch.setattr(measuring, "patient_engine", lambda: pytest.fail("asked a model"))
    moved = policy.accept_wrong_share(max_wrong_share=0.02)
    assert moved.max_wrong_share == 0.02
    assert moved.intent_threshold == policy.preview(0.02)["intent_threshold"]


@pytest.mark.usefixtures("validated")
def test_the_ladder_obeys_the_new_thresholds_at_once() -> None:
    policy.choose_thresholds(max_wrong_share=0.5)
    models.Policy.objects.update(intent_threshold=policy.NEVER, answer_threshold=policy.NEVER)
    remembered.policy.forget()
    assert answer(text="my card is lost").rung == Rung.HANDOVER


def test_without_validation_rows_nothing_is_promised() -> None:
    chosen = policy.choose_thresholds(max_wrong_share=0.05)
    assert chosen.answer_threshold is None
    assert policy.preview(0.05)["coverage"] == 0


def test_when_every_answer_is_wrong_none_is_given() -> None:
    for text in OUTSIDE:
        _example(text, None)
    chosen = policy.choose_thresholds(max_wrong_share=0.05)
    assert (chosen.intent_threshold, chosen.answer_threshold) == (policy.NEVER, policy.NEVER)


def _example(text: str, intent: models.Intent | None) -> None:
    models.Example.objects.create(
        text=text, text_hash=text, language="zh" if text[0] > "z" else "en", intent=intent, split=Split.VALIDATION
    )
