"""The whole ladder with real tiny models: who answers, in which language, and why."""

from collections.abc import Mapping
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from services.support import models
from services.support.actions import remembered
from services.support.actions.answer import Answer, Turn, answer
from services.support.models.choices import Reason, Rung
from tests.support.bank import RATE_QUESTION

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]


def test_a_recognised_intent_gets_its_template_with_slots_filled() -> None:
    found = answer(text="my card is lost")
    assert (found.rung, found.reason, found.intent) == (Rung.TEMPLATE, Reason.INTENT_ACCEPTED, "card_lost")
    assert found.text == "Freeze the card under Cards and order a new one for 6.00 EUR."
    assert found.confidence is not None
    assert found.confidence >= 0.8


def test_a_chinese_question_gets_the_chinese_template() -> None:
    found = answer(text="我的卡丢失怎么办")
    assert (found.rung, found.language) == (Rung.TEMPLATE, "zh")
    assert "补卡费用 6.00 欧元" in found.text


def test_an_expired_template_is_not_given() -> None:
    models.AnswerTemplate.objects.filter(intent__name="card_lost", language="en").update(
        valid_until="2020-01-01T00:00:00Z"
    )
    remembered.replies.forget()
    found = answer(text="my card is lost")
    assert found.rung != Rung.TEMPLATE
    assert _step(found, "intent")["skipped"] == "no_template"


def test_what_no_intent_covers_is_answered_from_the_articles_with_a_versioned_citation() -> None:
    _only_sources()
    found = answer(text=RATE_QUESTION)
    assert (found.rung, found.reason) == (Rung.COMPOSED, Reason.SOURCES_SUPPORT)
    assert found.citations
    for citation in found.citations:
        assert f"[{citation.n}]" in found.text
        chunk = models.Chunk.objects.select_related("document__current").get(pk=citation.chunk)
        assert citation.document == chunk.document.key
        assert chunk.document.current is not None
        assert citation.version == chunk.document.current.number


def test_every_composed_sentence_stands_in_its_source() -> None:
    _only_sources()
    found = answer(text=RATE_QUESTION)
    texts = " ".join(models.Chunk.objects.values_list("text", flat=True))
    for part in found.text.replace("\n", " ").split("]"):
        sentence = part.rsplit("[", 1)[0].strip()
        assert sentence in texts


def test_below_the_threshold_a_person_is_called() -> None:
    _only_sources(answer_threshold=1.5)
    found = answer(text=RATE_QUESTION)
    assert (found.rung, found.reason) == (Rung.HANDOVER, Reason.BELOW_THRESHOLD)
    assert _step(found, "threshold")["accepted"] is False


def test_without_a_chosen_threshold_nothing_is_answered_from_sources() -> None:
    _only_sources(answer_threshold=None)
    assert answer(text=RATE_QUESTION).rung == Rung.HANDOVER


def test_an_archived_article_is_no_longer_cited() -> None:
    _only_sources(answer_threshold=-10.0)
    models.Document.objects.update(archived_at="2025-01-01T00:00:00Z")
    found = answer(text=RATE_QUESTION)
    assert (found.rung, found.reason, found.citations) == (Rung.HANDOVER, Reason.NO_SOURCES, ())


@pytest.mark.parametrize("text", ["I want to talk to a human", "转人工", "agent please"])
def test_who_asks_for_a_person_gets_one(text: str) -> None:
    assert answer(text=text).reason == Reason.ASKED_FOR_PERSON


def test_the_first_complaint_is_an_apology_and_the_second_a_person() -> None:
    assert answer(text="that doesn't help", unhappy_count=0).rung == Rung.NOTICE
    assert answer(text="没有帮助", unhappy_count=1).reason == Reason.UNHAPPY_TWICE


@pytest.mark.parametrize("text", ["🎉🎉🎉", "???", "12345", "…"])
def test_a_message_without_words_gets_a_question_back(text: str) -> None:
    found = answer(text=text)
    assert (found.rung, found.reason) == (Rung.NOTICE, Reason.NOT_A_QUESTION)


def test_personal_data_is_masked_before_any_model_or_trace_sees_it() -> None:
    found = answer(text="my card is lost, write to ana.smith@example.com")
    assert "ana.smith" not in found.question
    assert "ana.smith" not in str(found.trace_steps)
    assert "email" in _step(found, "mask")["found"]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> my card is lost",
        "x" * 200_000,
        "שלום, הכרטיס שלי אבד",
        "\ud800 lost \x00 card",
        "‮tsol drac",
    ],
)
def test_hostile_and_huge_messages_get_an_ordinary_answer(text: str) -> None:
    found = answer(text=text)
    assert found.text
    assert len(found.question) <= 2_000


PIN_ASKED = [Turn("visitor", "我的密码是什么"), Turn("bot", "请看卡片。", intent="pin_forgotten")]


def test_a_follow_up_is_understood_with_the_question_before_it() -> None:
    found = answer(text="那企业账户呢?", context=PIN_ASKED)
    together = "我的密码是什么 那企业账户呢?"
    assert _step(found, "context")["variants"] == ["那企业账户呢?", together]
    assert _step(found, "intent")["question"] == together
    assert _step(found, "intent")["label"] == "pin_forgotten"


def test_the_same_template_is_not_given_again_for_what_it_does_not_speak_of() -> None:
    found = answer(text="那企业账户呢?", context=PIN_ASKED)
    assert found.rung != Rung.TEMPLATE
    assert _step(found, "intent")["skipped"] == "already_given"


def test_the_same_template_is_given_again_when_it_covers_the_follow_up() -> None:
    models.AnswerTemplate.objects.filter(intent__name="pin_forgotten", language="zh").update(
        text="请看卡片。企业账户由负责人查看。"
    )
    remembered.replies.forget()
    assert answer(text="那企业账户呢?", context=PIN_ASKED).rung == Rung.TEMPLATE


def test_every_rung_notes_its_milliseconds_and_the_versions_in_force() -> None:
    found = answer(text=RATE_QUESTION)
    assert all(step["milliseconds"] >= 0 for step in found.trace_steps)
    assert found.versions["support-intent"] == 1


def test_a_climb_costs_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    _only_sources()
    answer(text=RATE_QUESTION)
    with django_assert_max_num_queries(1):
        answer(text=RATE_QUESTION)


def _only_sources(*, answer_threshold: float | None = 0.75) -> None:
    """No intent is ever certain enough, so that the sources must answer."""
    policy = models.Policy.objects.get()
    policy.intent_threshold, policy.answer_threshold = 2.0, answer_threshold
    policy.save()


def _step(found: Answer, name: str) -> Mapping[str, Any]:
    return next(step for step in found.trace_steps if step["step"] == name)
