"""Background work. Each task takes ids and makes one call; running twice does no harm."""

from contextlib import suppress

from celery import shared_task

from services.support.actions import (
    candidates,
    conversations,
    gaps,
    gate,
    health,
    index,
    policy,
    reports,
    shadow,
    split,
    submissions,
    teaching,
    training,
)
from services.support.actions.background import AlreadyRuns
from services.support.actions.forecast import refitting
from services.support.actions.mail import forgetting, polling, sending
from services.support.queries import corrections
from shared.api import idempotency
from shared.jobs import actions as jobs
from shared.outbox import actions as outbox


@shared_task
def train(job_id: str) -> None:
    training.run_training_job(job_id=job_id)


@shared_task
def refresh_index() -> None:
    """After articles changed: what is new is embedded, and the new index is swapped in whole."""
    index.rebuild_index()
    candidates.follow_articles()
    gate.follow()


@shared_task
def judge_submissions() -> None:
    """The oldest change that was handed in, then the next in its turn: corrections that wait, too, go between.

    By the clock as well, for those whose worker was killed.
    """
    row = submissions.run_next()
    if row is None:
        return
    if row.changed:
        (refresh_index if row.changes_articles else ask_cases).delay()
    judge_submissions.delay()


@shared_task
def forget_submissions() -> None:
    submissions.forget_old()


@shared_task
def ask_cases() -> None:
    """After something changed: the cases are asked once, so that the next change is compared at once."""
    gate.follow()


@shared_task
def follow_models() -> None:
    """After another version came into force: the index takes its vectors, the thresholds follow its scores."""
    index.rebuild_index()
    policy.choose_thresholds()
    if corrections.has_any():
        teaching.prepare()


@shared_task
def prepare_teaching() -> None:
    """After a correction was proposed: what the first approval would otherwise wait for."""
    teaching.prepare()
    gate.follow()


@shared_task
def approve_corrections(correction_ids: list[int], editor_id: int, force: bool = False) -> None:
    """Then the cases are asked again, so that the next approval is compared at once."""
    teaching.run_approval(corrections=correction_ids, editor_id=editor_id, force=force)
    gate.follow()


@shared_task
def follow_corrections() -> None:
    """What went live or was taken back is looked for by meaning, too; checks that died are called off."""
    teaching.follow()


@shared_task
def find_gaps(job_id: str) -> None:
    """Questions that nobody could answer, gathered by subject."""
    gaps.run_job(job_id=job_id)


@shared_task
def find_gaps_daily() -> None:
    """By the clock; where somebody has just asked for it, theirs is enough."""
    with suppress(AlreadyRuns):
        gaps.run_job(job_id=gaps.start_job().pk)


@shared_task
def check_articles(job_id: str) -> None:
    """Articles that contradict each other, repeat each other, or have gone stale."""
    health.run_job(job_id=job_id)


@shared_task
def check_articles_daily() -> None:
    with suppress(AlreadyRuns):
        health.run_job(job_id=health.start_job().pk)


@shared_task
def fit_satisfaction(job_id: str) -> None:
    """What moves satisfaction, and who will be unhappy, from the ratings there are by now."""
    refitting.run_job(job_id=job_id)


@shared_task
def fit_satisfaction_daily() -> None:
    with suppress(AlreadyRuns):
        refitting.run_job(job_id=refitting.start_job().pk)


@shared_task
def prepare_candidate(job_id: str, candidate_id: int) -> None:
    """Its index, where it needs one of its own, and its thresholds."""
    candidates.run_job(job_id=job_id, candidate_id=candidate_id)


@shared_task
def answer_in_shadow() -> None:
    """What waits is asked of the candidate, silently; one that is outdated ends first."""
    candidates.tidy()
    shadow.answer_waiting()


@shared_task
def forget_shadows() -> None:
    """What candidates that ended long ago said in the shadow."""
    shadow.forget_old()


@shared_task
def guard_split() -> None:
    """An experiment that does harm ends by itself."""
    split.guard()


@shared_task
def sweep_unanswered() -> None:
    """Messages whose answerer was killed or timed out are answered, or handed to a person."""
    conversations.sweep_unanswered()


@shared_task
def send_reports() -> None:
    """Those whose week or month has ended, into the outbox."""
    reports.send_due()


@shared_task
def deliver_due() -> None:
    """Send what the outbox holds and is due."""
    outbox.deliver_due()


@shared_task
def poll_mailbox() -> None:
    """One pass over the mailbox that customers write to, where there is one."""
    polling.poll()


@shared_task
def send_mail() -> None:
    """What the assistant and agents said by mail."""
    sending.send_due()


@shared_task
def forget_mail() -> None:
    """Addresses and files of customers who have not written for a long time."""
    forgetting.forget_old()


@shared_task
def fail_silent_jobs() -> None:
    """Jobs whose worker was killed say so, instead of running for ever. What was handed in waits for its turn."""
    jobs.fail_silent_jobs(looked_after=[submissions.KIND])


@shared_task
def purge_kept_replies() -> None:
    """Replies kept for requests that may be sent again go after a day."""
    idempotency.purge()
