"""What a file of another desk brings: looked at first, whole or not at all, once, masked, and it can be undone."""

from pathlib import Path
from typing import Any

import pytest

from services.support import models
from services.support.actions.desks import Brought, Choice, bring, preview
from services.support.actions.gate import ChangeHeld
from services.support.actions.records import undo_import
from services.support.actions.records.judging import judge_undo
from services.support.actions.records.masking import digest
from shared.audit.models import AuditEntry
from shared.errors import InputRefused

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "files"


def brought(name: str, **said: Any) -> Brought:
    return bring(filename=name, data=(FILES / name).read_bytes(), choice=Choice(**said))


def everything() -> list[int]:
    kinds: list[Any] = [models.Intent, models.AnswerTemplate, models.Example, models.TrainingPair, models.Document]
    kinds += [models.CannedAnswer, models.ImportBatch, models.Conversation, models.Chunk]
    return [one.objects.count() for one in kinds]


def test_a_look_keeps_nothing_and_says_what_would_come() -> None:
    data = (FILES / "chatwoot-canned.json").read_bytes()
    seen = preview(filename="a.json", data=data, choice=Choice())
    (kind,) = seen.kinds
    assert (kind.kind, kind.read, kind.accepted, kind.bad) == ("canned", 3, 2, 1)
    assert [(one.row, one.field) for one in seen.problems] == [(3, "content")]
    assert seen.problems[0].remedy
    assert everything() == [0] * 9


def test_who_brought_it_is_on_record_whichever_way_it_came() -> None:
    preview(filename="a.ndjson", data=(FILES / "zendesk-tickets.ndjson").read_bytes(), choice=Choice())
    assert not AuditEntry.objects.exists()
    brought("zendesk-tickets.ndjson")
    assert AuditEntry.objects.filter(action="records_imported", actor="system").count() == 1


def test_a_look_shows_nobody_elses_address() -> None:
    data = (FILES / "zendesk-tickets.ndjson").read_bytes()
    seen = preview(filename="a.ndjson", data=data, choice=Choice())
    assert "[email]" in str(seen.kinds[0].sample)
    assert "ines.marlow" not in str(seen)


def test_conversations_become_questions_with_answers_and_never_conversations() -> None:
    assert brought("zendesk-tickets.ndjson").accepted == 2
    questions = list(models.TrainingPair.objects.order_by("id").values_list("question", flat=True))
    assert questions[0].startswith("My card has not come")
    assert "example.com" not in questions[0]
    assert not models.Conversation.objects.exists()


def test_what_a_bot_said_is_no_answer() -> None:
    brought("intercom-conversations.json")
    (pair,) = models.TrainingPair.objects.all()
    assert pair.question == "I mean the daily limit, by tomorrow if possible."
    assert pair.answer.startswith("Open Cards")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("zendesk-tickets.ndjson", {}),
        ("zendesk-articles.json", {}),
        ("zendesk-view.csv", {}),
        ("chatwoot-canned.json", {"without_bad": True}),
        ("chatwoot-messages.csv", {"without_bad": True}),
        ("rasa-nlu.yml", {}),
        ("rasa-domain.yml", {"without_bad": True}),
        ("intercom-articles.json", {"without_bad": True}),
    ],
)
def test_the_same_file_again_adds_nothing(name: str, said: dict[str, Any]) -> None:
    assert brought(name, **said).accepted
    before = everything()
    again = brought(name, **said)
    assert again.accepted == 0
    # Only that it was brought again is noted.
    batches = len(again.batches)
    assert everything() == [count + batches * (place == 6) for place, count in enumerate(before)]


@pytest.mark.parametrize("name", ["chatwoot-canned.json", "rasa-domain.yml", "intercom-articles.json"])
def test_one_bad_row_and_nothing_is_taken(name: str) -> None:
    with pytest.raises(InputRefused) as refused:
        brought(name)
    assert all(one.row and one.field and one.remedy for one in refused.value.problems)
    assert everything() == [0] * 9


def test_bad_rows_that_somebody_has_seen_can_be_left_out() -> None:
    done = brought("chatwoot-canned.json", without_bad=True)
    assert (done.accepted, done.left) == (2, {"rows with something wrong": 1})


def test_responses_become_templates_of_which_the_first_variant_speaks() -> None:
    brought("rasa-domain.yml", without_bad=True)
    from services.support.queries import answers

    assert answers.replies()["card_lost", "en"][0].text == "Freeze the card under Cards at once."
    assert models.Intent.objects.filter(name="goodbye", templates=None).exists()


def test_an_import_that_knows_only_a_name_takes_nothing_away() -> None:
    intent = models.Intent.objects.create(name="goodbye", title={"en": "Goodbye", "zh": "再见"})
    intent.templates.create(language="en", text="Bye.")
    brought("rasa-domain.yml", without_bad=True)
    intent.refresh_from_db()
    assert (intent.title["zh"], intent.templates.get().text) == ("再见", "Bye.")


def test_kinds_can_be_left_out() -> None:
    brought("zendesk-view.csv", left_out={"pairs"})
    assert (models.Example.objects.count(), models.TrainingPair.objects.count()) == (2, 0)
    with pytest.raises(InputRefused, match="nothing to bring in"):
        brought("zendesk-view.csv", left_out={"pairs", "examples"})


def test_articles_come_in_and_are_taken_back() -> None:
    (batch,) = brought("zendesk-articles.json").batches
    document = models.Document.objects.get(key="zendesk/en-us/360001")
    assert (document.language, document.url) == ("en", "https://help.lumen.example/hc/en-us/articles/360001")
    assert document.chunks.filter(live=True).count() == 2
    assert undo_import(batch=batch)
    document.refresh_from_db()
    assert document.archived_at
    assert not models.Chunk.objects.filter(live=True).exists()


def test_an_article_that_an_import_changed_says_again_what_it_said() -> None:
    brought("chatwoot-articles.json")
    data = (FILES / "chatwoot-articles.json").read_bytes().replace(b"ten minutes", b"two hours")
    (batch,) = bring(filename="a.json", data=data, choice=Choice()).batches
    document = models.Document.objects.get()
    assert document.current
    assert "two hours" in document.current.body
    undo_import(batch=batch)
    document.refresh_from_db()
    assert document.archived_at is None
    assert document.current
    assert "ten minutes" in document.current.body


def test_a_canned_answer_of_ours_is_not_overwritten() -> None:
    models.CannedAnswer.objects.create(shortcut="fee-list", language="en", text="Ask a branch.")
    data = (FILES / "chatwoot-canned.json").read_bytes()
    assert "/fee-list says something else in this language." in {
        one.message for one in preview(filename="a.json", data=data, choice=Choice()).problems
    }
    assert brought("chatwoot-canned.json", without_bad=True).accepted == 1
    assert models.CannedAnswer.objects.get(shortcut="fee-list").text == "Ask a branch."


def test_templates_that_break_a_case_are_held() -> None:
    question = "Where is my card?"
    intent = models.Intent.objects.create(name="card_lost")
    intent.templates.create(language="en", text="Ring the hotline.")
    given = {"question": question, "question_hash": digest(question), "language": "en", "intent": intent.name}
    models.Correction.objects.create(kind="template", state="live", **given)
    models.EvaluationCase.objects.create(expect="template", must_contain=["hotline"], protected=True, **given)
    with pytest.raises(ChangeHeld):
        brought("rasa-domain.yml", without_bad=True)
    assert intent.templates.get().text == "Ring the hotline."
    data = (FILES / "rasa-domain.yml").read_bytes()
    choice = Choice(without_bad=True)
    assert bring(filename="a.yml", data=data, choice=choice, force=True, actor="edith").accepted


@pytest.mark.usefixtures("bank")
def test_articles_that_answer_a_case_are_not_taken_back_unseen() -> None:
    models.Policy.objects.update(intent_threshold=1e9, answer_threshold=-10.0)
    question = "what do I need to open an account, a passport?"
    (batch,) = brought("chatwoot-articles.json").batches
    from services.support.actions.index import rebuild_index

    rebuild_index()
    models.EvaluationCase.objects.create(
        question=question,
        question_hash=digest(question),
        language="en",
        expect="article",
        document_key="chatwoot/en/9",
        must_contain=["passport"],
        protected=True,
    )
    with pytest.raises(ChangeHeld):
        judge_undo(batch)
    assert judge_undo(batch, force=True).held
