"""Articles are checked with the encoder in force; what an editor decided stays decided until a passage changes."""

import pytest

from services.support import models, tasks
from services.support.actions import background, health
from services.support.actions.documents import archive_document, ingest_file
from services.support.actions.health.comparing import Nearness
from services.support.models.choices import Reason, Rung
from services.support.queries import health as stored
from shared.accounts.models import User
from tests.support.rows import trace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]
Kind = models.Finding.Kind
FEE = "A transfer in another currency costs {fee} EUR plus 0.3 %."


@pytest.fixture(autouse=True)
def _near_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small bank has too few articles to learn it from."""
    monkeypatch.setattr("services.support.actions.health.checking.learn", lambda *_: Nearness(0.9, 0.9))


@pytest.fixture
def edith(db: None) -> User:
    return User.objects.create_user(username="edith", password=None, role="editor")


def write(fee: str, key: str = "fees.md") -> models.Document:
    head = "---\ntitle: Exchange rate\nlanguage: en\n---\n# Exchange rate\n## Transfer fee abroad\n"
    body = f"{head}{FEE.format(fee=fee)}\n"
    return ingest_file(filename=key, data=body.encode(), user=None).document


def check() -> dict[str, object]:
    return health.run_job(job_id=health.start_job().pk)


def test_two_prices_of_the_same_are_found_and_mended() -> None:
    write("15.00")
    assert check()[Kind.CONTRADICTION] == 1
    row = stored.findings(show=Kind.CONTRADICTION).get()
    assert row.document.key == "rates"
    assert row.details["facts"] == [["EUR", ["12"], ["15"]]]
    assert row.details["second"] == FEE.format(fee="15.00")
    assert [one["code"] for one in stored.findings(show=Kind.STALE).get().details["reasons"]] == ["contradicted"]
    write("12.00")
    assert not stored.findings(show=Kind.CONTRADICTION).exists()
    assert check()[Kind.CONTRADICTION] == 0
    assert not models.Finding.objects.filter(kind=Kind.CONTRADICTION).exists()


def test_what_was_dismissed_comes_back_when_a_passage_changes(edith: User) -> None:
    write("15.00")
    check()
    row = stored.findings(show=Kind.CONTRADICTION).get()
    with pytest.raises(health.ReasonNeeded):
        health.dismiss(finding=row, because="  ", actor=edith)
    health.dismiss(finding=row, because="Two kinds\nof transfer", actor=edith, user=edith)
    check()
    kept = stored.findings(show="dismissed").get()
    assert (kept.pk, kept.dismissed_because) == (row.pk, "Two kinds of transfer")
    write("16.00")
    check()
    assert stored.findings(show=Kind.CONTRADICTION).count() == 1
    health.dismiss(finding=stored.findings(show=Kind.CONTRADICTION).get(), because="So be it", actor=edith)
    health.restore(finding=stored.findings(show="dismissed").get(), actor=edith)
    assert stored.findings(show=Kind.CONTRADICTION).count() == 1


def test_a_stale_article_comes_back_with_a_new_reason(edith: User) -> None:
    document = models.Document.objects.get(key="rates")
    chunk = document.chunks.filter(live=True)[0]
    answer = [{"step": "compose", "sources": [chunk.pk]}]
    talk = models.Conversation.objects.create(visitor=models.Visitor.objects.create())
    for _number in range(3):
        said = talk.messages.create(author="bot", text="12 EUR", feedback=-1)
        trace(rung=Rung.COMPOSED, reason=Reason.SOURCES_SUPPORT, steps=answer, answer=said)
    check()
    row = stored.findings(show=Kind.STALE).get()
    assert row.details["reasons"] == [{"code": "bad_feedback", "down": 3, "up": 0}]
    health.dismiss(finding=row, because="A test", actor=edith)
    check()
    assert not stored.findings(show=Kind.STALE).exists()
    write("15.00")
    check()
    assert stored.findings(show=Kind.STALE).get().pk == row.pk


def test_nearest_to_questions_that_went_to_a_person_and_never_cited() -> None:
    document = models.Document.objects.get(key="rates")
    models.DocumentVersion.objects.update(created_at="2026-01-01T00:00:00Z")
    chunk = document.chunks.filter(live=True)[0]
    for _number in range(3):
        trace(
            rung=Rung.HANDOVER,
            reason=Reason.BELOW_THRESHOLD,
            steps=[{"step": "rerank", "candidates": [{"chunk": chunk.pk}, {"chunk": 0}]}],
        )
    check()
    reasons = stored.findings(show=Kind.STALE).get().details["reasons"]
    assert {"code": "uncited", "missed": 3} in reasons


def test_archived_articles_are_in_good_health() -> None:
    document = write("15.00")
    check()
    archive_document(document=document)
    assert stored.counts()[Kind.CONTRADICTION] == 0
    check()
    assert not models.Finding.objects.filter(kind=Kind.CONTRADICTION).exists()


def test_without_articles_nothing_is_wrong() -> None:
    models.Document.objects.update(archived_at="2026-01-01T00:00:00Z")
    assert check()["statements"] == 0


def test_one_check_at_a_time() -> None:
    job = health.start_job()
    with pytest.raises(background.AlreadyRuns):
        health.start_job()
    tasks.check_articles_daily()
    tasks.check_articles(str(job.pk))
    job.refresh_from_db()
    assert job.state == "succeeded"
