"""Answers, intents, limits, other desks' files and undone imports, handed in like articles: made, or held."""

from pathlib import Path
from typing import Any

import pytest

from services.support import models
from services.support.actions import desks, submissions
from services.support.actions.records import import_file
from services.support.actions.records.templates import Draft
from shared.audit.models import AuditEntry
from shared.errors import InputRefused
from shared.uploads.rows import Row
from tests.support.bank import RATE_QUESTION

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]
FILES = Path(__file__).parents[1] / "desks" / "files"
LOST = "my card is lost"
BRANCH = Draft("en", "Ask a branch.")
ARTICLE = b'{"key": "rates", "title": "Rates", "text": "# Rates\\n\\nNobody knows the rate of the day."}'
BY: Any = {"actor": "edith"}


@pytest.fixture
def lost() -> models.AnswerTemplate:
    """An answer on which a protected case rests."""
    given = {"expect": "template", "intent": "card_lost", "must_contain": ["and order"], "protected": True}
    models.EvaluationCase.objects.create(question=LOST, question_hash=LOST, language="en", **given)
    return models.AnswerTemplate.objects.get(intent__name="card_lost", language="en")


def ended(row: models.Submission) -> models.Submission:
    submissions.run_next()
    return models.Submission.objects.get(pk=row.pk)


def overruled(row: models.Submission) -> models.Submission:
    assert ended(row).state == "held"
    return ended(submissions.submit_again(submission=ended(row), force=True, actor="ada"))


def test_an_answer_that_breaks_a_case_is_held_until_somebody_wants_it_all_the_same(lost: models.AnswerTemplate) -> None:
    row = submissions.open_template(intent=lost.intent, draft=BRANCH, template=lost, **BY)
    done = overruled(row)
    lost.refresh_from_db()
    assert (done.state, done.changed, lost.text) == ("made", True, "Ask a branch.")
    assert not done.changes_articles
    assert AuditEntry.objects.get(action="template_saved").actor == "ada"


def test_an_answer_more_is_made_with_the_times_it_holds(lost: models.AnswerTemplate) -> None:
    draft = Draft("de", "Karte sperren.", valid_from=lost.updated_at)
    done = ended(submissions.open_template(intent=lost.intent, draft=draft, **BY))
    made = models.AnswerTemplate.objects.get(language="de")
    assert (done.told[0]["state"], made.valid_from) == ("new", lost.updated_at)


def test_an_answer_that_went_meanwhile_is_not_written_anew(lost: models.AnswerTemplate) -> None:
    row = submissions.open_template(intent=lost.intent, draft=BRANCH, template=lost, **BY)
    lost.delete()
    done = ended(row)
    assert (done.state, done.job.error) == ("failed", "What it would change is not there any more.")
    assert not models.AnswerTemplate.objects.filter(text="Ask a branch.").exists()


def test_deleting_and_disabling_are_held_and_overruled(lost: models.AnswerTemplate) -> None:
    intent = lost.intent
    assert overruled(submissions.open_enabling(intent, enabled=False, **BY)).state == "made"
    assert ended(submissions.open_enabling(intent, enabled=True, **BY)).state == "made"
    assert overruled(submissions.open_deletion(lost, **BY)).told[0]["filename"] == "card_lost (en)"
    assert not models.AnswerTemplate.objects.filter(pk=lost.pk).exists()
    actions = ["intent_disabled", "intent_enabled", "template_deleted"]
    assert (
        list(AuditEntry.objects.filter(action__in=actions).order_by("pk").values_list("action", flat=True)) == actions
    )


def test_a_limit_that_silences_the_assistant_is_held(lost: models.AnswerTemplate) -> None:
    policy = models.Policy.objects.get()
    policy.curves = {"intent": {"scores": [0.9] * 30, "correct": [False] * 15 + [True] * 15}, "scorer": "fused"}
    policy.save()
    row = submissions.open_limit(max_wrong_share=0.01, confident=False, **BY)
    assert ended(row).state == "held"
    assert models.Policy.objects.get().max_wrong_share == policy.max_wrong_share
    assert ended(submissions.submit_again(submission=row, force=True, actor="ada")).names == ["≤ 1.0%"]
    assert models.Policy.objects.get().max_wrong_share == 0.01


def load_of(name: str) -> desks.Load:
    choice = desks.Choice(without_bad=True)
    return desks.read_load(filename=name, data=(FILES / name).read_bytes(), choice=choice)


def test_what_another_desk_answered_is_held_where_it_breaks_a_case(lost: models.AnswerTemplate) -> None:
    done = overruled(submissions.open_load(load_of("rasa-domain.yml"), **BY))
    assert (done.state, done.told[0]["kind"], done.changes_articles) == ("made", "intents", False)
    assert AuditEntry.objects.get(action="records_imported").actor == "ada"
    assert not done.files.exists()


def test_rows_that_cannot_be_stored_are_named_before_anything_waits() -> None:
    articles = {"key": "tea", "title": "Tea", "text": "Tea is free."}
    rows = {"knowledge": [Row(1, articles), Row(2, articles)]}
    with pytest.raises(InputRefused, match="stands twice"):
        submissions.open_load(desks.Load("a.zip", "0", "archive", rows), **BY)
    assert not models.Submission.objects.exists()


def test_taking_back_the_article_that_answers_is_held_and_overruled() -> None:
    models.Policy.objects.update(intent_threshold=1e9, answer_threshold=-10.0)
    given = {"expect": "article", "document_key": "rates", "must_contain": ["Nobody"], "protected": True}
    batch = import_file(kind="knowledge", filename="rates.jsonl", data=ARTICLE)
    from services.support.actions.index import rebuild_index

    rebuild_index()
    models.EvaluationCase.objects.create(question=RATE_QUESTION, question_hash=RATE_QUESTION, language="en", **given)
    row = submissions.open_undo(batch, **BY)
    late = submissions.open_undo(batch, **BY)
    assert ended(row).state == "held"
    done = ended(submissions.submit_again(submission=ended(late), force=True, actor="ada"))
    assert (done.state, done.names, done.changes_articles) == ("made", ["rates.jsonl"], True)
    document = models.Document.objects.get(key="rates")
    assert document.current is not None
    assert "Visa" in document.current.body
    row = models.Submission.objects.get(pk=row.pk)
    again = ended(submissions.submit_again(submission=row, force=True, actor="ada"))
    assert (again.state, again.job.error) == ("failed", "What it would change is not there any more.")
