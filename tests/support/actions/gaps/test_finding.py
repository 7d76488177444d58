"""What nobody knew becomes subjects, drafts and corrections, and nothing of it goes live by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from services.support import models, tasks
from services.support.actions import background, conversations, gaps, remembered
from services.support.actions.erase import erase_visitor
from services.support.actions.gaps.clustering import Cut
from services.support.actions.teaching import CorrectionRefused, Proposal
from services.support.models.choices import Author, Reason, Rung
from services.support.queries import gaps as stored
from shared.accounts.models import User
from shared.jobs.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]
GOLD = ["zebra crossing voucher", "zebra crossing voucher please", "a zebra crossing voucher"]


@pytest.fixture
def edith(db: None) -> User:
    return User.objects.create_user(username="edith", password=None, role="editor")


def set_thresholds(intent: float, answer: float) -> None:
    models.Policy.objects.update(intent_threshold=intent, answer_threshold=answer)
    remembered.forget_all()


@pytest.fixture(autouse=True)
def _nothing_is_certain(bank: None) -> None:
    """A tiny model is sure of itself."""
    set_thresholds(9.0, 9.0)


@pytest.fixture(autouse=True)
def _cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small bank has too few labels to choose by; its encoder puts these three together."""
    monkeypatch.setattr("services.support.actions.gaps.finding._cut", lambda *_: Cut(0.06, 0.9, 40))


def ask(text: str, *, reply: str = "") -> models.Message:
    talk = conversations.open_conversation(visitor=conversations.open_visitor(language="en"))
    message = conversations.post_visitor_message(conversation=talk, text=text)
    models.Trace.objects.create(
        question=message, text=message.text, language="en", rung=Rung.HANDOVER, reason=Reason.NO_SOURCES, milliseconds=1
    )
    if reply:
        talk.messages.create(author=Author.AGENT, text=reply)
    return message


def find() -> dict[str, object]:
    return gaps.run_job(job_id=gaps.start_job().pk)


def only(show: str = "") -> models.Gap:
    found: models.Gap = stored.with_examples(stored.gaps(show=show)).get()
    return found


def test_questions_of_one_subject_come_together_and_count() -> None:
    for text in [*GOLD, GOLD[0]]:
        ask(text)
    ask("my pin please", reply="")
    result = find()
    assert (result["questions"], result["subjects"]) == (5, 1)
    gap = only("open")
    assert (gap.size, gap.recent, gap.earlier) == (4, 4, 0)  # type: ignore[attr-defined]  # annotated
    assert sorted(one.trace.text for one in gap.nearest) == sorted(GOLD)  # type: ignore[attr-defined]
    assert set(gap.words) == {"zebra", "crossing", "voucher"}
    assert stored.weeks([gap])[gap.pk][-1] == 4


def test_only_what_lacked_an_answer_counts() -> None:
    message = ask(GOLD[0])
    models.Trace.objects.filter(question=message).update(reason=Reason.ASKED_FOR_PERSON)
    old = ask(GOLD[1])
    models.Trace.objects.filter(question=old).update(created_at=timezone.now() - timedelta(days=400))
    assert find()["questions"] == 0
    assert not models.Gap.objects.exists()


def test_a_single_question_counts_where_a_person_answered_it() -> None:
    ask(GOLD[0])
    find()
    assert not stored.gaps().exists()
    ask("purple elephant parade", reply="Call me at anna@example.com, it is on Monday.")
    find()
    begun = gaps.draft_of(only())
    assert begun.text == "Call me at [email], it is on Monday."
    assert [one.trace.text for one in begun.questions] == ["purple elephant parade"]


def test_a_draft_is_one_correction_a_question_and_not_live(edith: User) -> None:
    for text in GOLD:
        ask(text, reply="Vouchers are at the counter.")
    find()
    gap = only()
    begun = gaps.draft_of(gap)
    assert begun.intent.split("_")
    proposal = Proposal(question="", intent="zebra_voucher", text=begun.text, language=begun.language)
    made = gaps.draft(gap=gap, proposal=proposal, questions=[one.pk for one in begun.questions], editor=edith)
    assert {row.question for row in made} == set(GOLD)
    assert {row.state for row in made} == {models.Correction.State.PROPOSED}
    assert {row.visitor_id for row in made} == set(models.Visitor.objects.values_list("pk", flat=True))
    assert not models.Intent.objects.filter(name="zebra_voucher").exists()
    assert only("drafted").pk == gap.pk
    with pytest.raises(gaps.DraftRefused, match="draft in this language already"):
        gaps.draft(gap=gap, proposal=proposal, questions=[begun.questions[0].pk], editor=edith)
    models.Correction.objects.update(state=models.Correction.State.LIVE)
    assert only("answered").pk == gap.pk
    models.Correction.objects.update(state=models.Correction.State.UNDONE)
    assert only("open").pk == gap.pk


def test_a_draft_refused_leaves_nothing_behind(edith: User) -> None:
    for text in GOLD:
        ask(text)
    find()
    gap = only()
    chosen = [one.pk for one in gaps.draft_of(gap).questions]
    with pytest.raises(CorrectionRefused):
        gaps.draft(gap=gap, proposal=Proposal(question="", intent="new", language="en"), questions=chosen, editor=edith)
    for strange in ([], [999_999]):
        with pytest.raises(gaps.DraftRefused, match="Choose at least one"):
            gaps.draft(
                gap=gap,
                proposal=Proposal(question="", intent="n", text="t", language="en"),
                questions=strange,
                editor=edith,
            )
    assert not models.Correction.objects.exists()


def test_what_was_dismissed_stays_so_when_more_is_asked(edith: User) -> None:
    for text in GOLD[:2]:
        ask(text)
    find()
    gap = only()
    gaps.dismiss(gap=gap, actor=edith, user=edith)
    ask(GOLD[2])
    find()
    again = only("dismissed")
    assert (again.pk, again.size) == (gap.pk, 3)  # type: ignore[attr-defined]
    gaps.restore(gap=gap, actor=edith)
    assert only("open").pk == gap.pk


def test_what_is_answered_by_now_is_said_to_be() -> None:
    for text in ("my card is lost", "lost card help"):
        ask(text)
    find()
    assert not only("open").answered
    set_thresholds(0.5, 0.75)
    find()
    assert only("answered").answered


def test_an_erased_customer_leaves_no_word() -> None:
    for text in (*GOLD[:2], "zebra crossing voucher for ginger", "zebra crossing voucher of ginger"):
        ask(text)
    find()
    assert "ginger" in only().words
    last = models.Message.objects.filter(text__contains="of ginger").get()
    proof = erase_visitor(visitor_id=last.conversation.visitor_id)
    assert proof.holds
    assert proof.before["gap_questions"] == 1
    assert "ginger" not in only().words
    for visitor in list(models.Visitor.objects.all()):
        erase_visitor(visitor_id=visitor.pk)
    assert not models.Gap.objects.exists()


def test_one_runs_at_a_time_and_a_failure_is_told() -> None:
    job = gaps.start_job()
    with pytest.raises(background.AlreadyRuns):
        gaps.start_job()
    tasks.find_gaps_daily()
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED
    tasks.find_gaps(str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.State.SUCCEEDED


def test_a_cancelled_job_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ask(GOLD[0], reply="Yes.")
    job = gaps.start_job()
    Job.objects.filter(pk=job.pk).update(state=Job.State.CANCELLED, finished_at=timezone.now())
    assert gaps.run_job(job_id=job.pk) == {}
    assert not models.Gap.objects.exists()
