"""A change that was handed in is judged by a worker: made, held, or taken up again after a worker that was killed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from modelkit.errors import EngineUnavailable
from services.support import models, tasks
from services.support.actions import submissions
from services.support.actions.submissions import File
from shared.audit.models import AuditEntry
from shared.errors import InputRefused
from shared.jobs import actions as jobs
from shared.jobs.models import Job
from tests.support.bank import RATE_QUESTION, RATES

WORSE = RATES.replace("Visa rate of the day", "rate that we like").encode()
PARKING = b"# Parking\n\nParking is free.\n"
TEMPLATES = b'[{"name": "card_lost", "templates": [{"language": "en", "text": "Ring us at once."}]}]'
ASK = "services.support.actions.gate.asking._ask"


@pytest.fixture
def rates(bank: None) -> models.EvaluationCase:
    """Only articles answer, and one question about them must be answered from them."""
    models.Policy.objects.update(intent_threshold=1e9, answer_threshold=-10.0)
    given = {"expect": "article", "document_key": "rates", "must_contain": ["Visa"], "protected": True}
    return models.EvaluationCase.objects.create(
        question=RATE_QUESTION, question_hash=RATE_QUESTION, language="en", **given
    )


def hand_in(*files: File, **more: object) -> models.Submission:
    return submissions.open_articles(files, actor="edith", **more)  # type: ignore[arg-type]


def state_of(row: models.Submission) -> str:
    return models.Submission.objects.get(pk=row.pk).state


def versions(key: str) -> int:
    return models.DocumentVersion.objects.filter(document__key=key).count()


@pytest.mark.django_db
def test_nothing_is_in_force_before_the_worker_has_judged_it(rates: models.EvaluationCase) -> None:
    row = hand_in(File("parking.md", PARKING))
    assert (state_of(row), versions("parking")) == ("checking", 0)
    made = submissions.run_next()
    assert made is not None
    assert made.changed
    assert (state_of(row), versions("parking"), row.files.count()) == ("made", 1, 0)
    made.refresh_from_db()
    assert (made.told[0]["state"], made.told[0]["added"]) == ("new", 1)
    assert AuditEntry.objects.get(action="document_ingested").actor == "edith"
    assert submissions.run_next() is None


@pytest.mark.django_db
def test_what_breaks_a_case_is_held_whole_with_what_it_breaks(rates: models.EvaluationCase) -> None:
    row = hand_in(File("parking.md", PARKING), File("rates.md", WORSE))
    submissions.run_next()
    row.refresh_from_db()
    assert (row.state, versions("rates"), versions("parking")) == ("held", 1, 0)
    held = submissions.holding(row)
    assert held is not None
    assert held.broken[0]["question"] == RATE_QUESTION
    assert RATE_QUESTION not in str(row.verdict) + str(row.job.result) + row.job.error


@pytest.mark.django_db
def test_an_editor_overrules_it_on_record_without_the_files_again(rates: models.EvaluationCase) -> None:
    row = hand_in(File("rates.md", WORSE))
    submissions.run_next()
    again = submissions.submit_again(submission=row, force=True, actor="ada")
    with pytest.raises(submissions.AlreadySettled):
        submissions.submit_again(submission=row, force=True, actor="ada")
    submissions.run_next()
    assert (state_of(again), versions("rates")) == ("made", 2)
    assert AuditEntry.objects.get(action="gate_overruled").actor == "ada"


@pytest.mark.django_db
def test_set_aside_it_changes_nothing_and_its_files_go(rates: models.EvaluationCase) -> None:
    row = hand_in(File("rates.md", WORSE))
    with pytest.raises(submissions.AlreadySettled):
        submissions.set_aside(submission=row, actor="ada")
    submissions.run_next()
    submissions.set_aside(submission=row, actor="ada")
    assert (state_of(row), versions("rates"), row.files.count()) == ("held", 1, 0)


def _killed(*_arguments: object) -> None:
    raise SystemExit


def _silent(row: models.Submission) -> None:
    Job.objects.filter(pk=row.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=3))


@pytest.mark.django_db
def test_what_a_killed_worker_was_judging_is_taken_up_again(
    rates: models.EvaluationCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = hand_in(File("parking.md", PARKING))
    with monkeypatch.context() as patch:
        patch.setattr(ASK, _killed)
        with pytest.raises(SystemExit):
            submissions.run_next()
    assert (state_of(row), versions("parking")) == ("checking", 0)
    assert submissions.run_next() is None, "it may still be at work"
    _silent(row)
    submissions.run_next()
    assert (state_of(row), versions("parking")) == ("made", 1)


@pytest.mark.django_db
def test_killed_while_it_makes_the_change_it_has_changed_nothing(
    rates: models.EvaluationCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = hand_in(File("parking.md", PARKING), File("tea.md", b"# Tea\n\nTea is free.\n"))
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "finish", lambda **_options: _killed())
        with pytest.raises(SystemExit):
            submissions.run_next()
    assert (versions("parking"), versions("tea"), row.files.count()) == (0, 0, 2)
    _silent(row)
    submissions.run_next()
    assert (versions("parking"), versions("tea"), row.files.count()) == (1, 1, 0)


@pytest.mark.django_db
def test_what_kills_every_worker_is_called_off_and_the_next_has_its_turn(
    rates: models.EvaluationCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, other = hand_in(File("parking.md", PARKING)), hand_in(File("tea.md", b"# Tea\n\nTea is free.\n"))
    with monkeypatch.context() as patch:
        patch.setattr(ASK, _killed)
        for _attempt in range(3):
            with pytest.raises(SystemExit):
                submissions.run_next()
            _silent(row)
    submissions.run_next()
    assert (state_of(row), state_of(other)) == ("failed", "made")
    assert "worker stopped" in Job.objects.get(pk=row.pk).error


@pytest.mark.django_db
def test_cancelled_while_it_is_judged_it_is_not_made(
    rates: models.EvaluationCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.support.actions.gate import asking

    row, ask = hand_in(File("parking.md", PARKING)), asking._ask

    def cancelling(case: models.EvaluationCase) -> object:
        jobs.cancel(job=row.job)
        return ask(case)

    monkeypatch.setattr(ASK, cancelling)
    submissions.run_next()
    assert (state_of(row), versions("parking")) == ("cancelled", 0)


@pytest.mark.django_db
def test_without_the_model_server_it_fails_and_can_be_handed_in_again(
    rates: models.EvaluationCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object, **_options: object) -> None:
        raise EngineUnavailable("gone")

    row = hand_in(File("parking.md", PARKING))
    with monkeypatch.context() as patch:
        patch.setattr("services.support.actions.answer.intent.engine", away)
        submissions.run_next()
    assert (state_of(row), versions("parking")) == ("failed", 0)
    submissions.submit_again(submission=row, force=False, actor="edith")
    submissions.run_next()
    assert versions("parking") == 1


@pytest.mark.django_db
def test_what_was_handed_in_later_is_in_force_later(rates: models.EvaluationCase) -> None:
    for price in (b"one", b"two", b"three"):
        hand_in(File("parking.md", PARKING.replace(b"free", price + b" euros")))
    while submissions.run_next():
        pass
    document = models.Document.objects.get(key="parking")
    assert document.current is not None
    assert "three euros" in document.current.body


@pytest.mark.django_db
def test_the_same_content_again_changes_nothing(rates: models.EvaluationCase) -> None:
    hand_in(File("rates.md", RATES.encode()))
    row = submissions.run_next()
    assert row is not None
    assert (row.state, row.changed, versions("rates")) == ("made", False, 1)


@pytest.mark.django_db
def test_what_cannot_be_read_is_refused_at_once_whatever_becomes_of_the_others(no_models: None) -> None:
    with pytest.raises(submissions.NothingReadable) as refusal:
        hand_in(File("a.md", b"\xc3\x28"), File("b.exe", b"x"))
    assert [one["filename"] for one in refusal.value.told] == ["a.md", "b.exe"]
    assert not Job.objects.exists()
    row = hand_in(File("a.md", b"\xc3\x28"), File("parking.md", PARKING))
    assert [one["state"] for one in row.told] == ["refused"]
    submissions.run_next()
    row.refresh_from_db()
    assert [one["state"] for one in row.told] == ["refused", "new"]


@pytest.mark.django_db
def test_records_that_change_answers_wait_and_wrong_ones_are_refused_at_once(bank: None) -> None:
    with pytest.raises(InputRefused):
        submissions.open_records(kind="intents", file=File("a.json", b"[{}]"), actor="edith")
    submissions.open_records(kind="intents", file=File("a.json", TEMPLATES), actor="edith")
    assert not models.ImportBatch.objects.exists()
    submissions.run_next()
    assert models.ImportBatch.objects.get().accepted == 1
    assert models.AnswerTemplate.objects.filter(text="Ring us at once.").exists()


@pytest.mark.django_db
def test_archiving_the_only_source_is_held_and_forced_it_is_done(rates: models.EvaluationCase) -> None:
    document = models.Document.objects.get(key="rates")
    row = submissions.open_document(what="archive", document=document, actor="edith")
    submissions.run_next()
    document.refresh_from_db()
    assert (state_of(row), document.archived_at) == ("held", None)
    submissions.submit_again(submission=row, force=True, actor="ada")
    submissions.run_next()
    document.refresh_from_db()
    assert document.archived_at is not None
    submissions.open_document(what="restore", document=document, actor="edith")
    submissions.run_next()
    document.refresh_from_db()
    assert document.archived_at is None


@pytest.mark.django_db
def test_files_that_nobody_decides_on_go_after_two_weeks(rates: models.EvaluationCase) -> None:
    row = hand_in(File("rates.md", WORSE))
    submissions.run_next()
    assert submissions.forget_old() == 0
    Job.objects.filter(pk=row.pk).update(finished_at=timezone.now() - timedelta(days=15))
    assert submissions.forget_old() == 1
    row.refresh_from_db()
    assert row.settled


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_a_change_once(bank: None) -> None:
    hand_in(File("parking.md", PARKING))

    def work(run: Callable[[], models.Submission | None]) -> bool:
        try:
            return run() is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(work, [submissions.run_next, submissions.run_next]))
    assert done.count(True) == 1
    assert versions("parking") == 1


@pytest.mark.django_db
def test_what_waits_for_its_turn_may_wait_for_days(rates: models.EvaluationCase) -> None:
    row = hand_in(File("parking.md", PARKING))
    Job.objects.update(created_at=timezone.now() - timedelta(days=2))
    tasks.fail_silent_jobs()
    assert state_of(row) == "checking"
    submissions.run_next()
    assert state_of(row) == "made"
