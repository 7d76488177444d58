"""Judge what waits, the oldest first and one at a time, so that what was handed in later is in force later.

A change is made in one transaction with the end of its job: a worker that is killed before has changed nothing.
Whoever looks next takes its work up again, and calls it off when that has killed too many.
"""

from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from modelkit.errors import ModelkitError
from services.support import models
from services.support.actions import remembered
from services.support.actions.gate import ChangeHeld, Verdict
from services.support.actions.submissions.kinds import KINDS
from services.support.actions.submissions.opening import KIND
from services.support.actions.submissions.telling import refused
from services.support.actions.turns import one_at_a_time
from services.support.queries import submissions as stored
from shared.errors import InputRefused, ServiceError
from shared.jobs import actions as jobs
from shared.jobs.models import Job

__all__ = ["KIND", "run_next"]

log = structlog.get_logger(__name__)
# A worker reports after each case, and a case is asked within seconds.
_SILENCE = timedelta(minutes=2)
_MOST_ATTEMPTS = 3
_STOPPED = gettext_noop("The worker stopped before the end. Start the job again.")


def run_next() -> models.Submission | None:
    """Judge the oldest that waits, and make it or hold it. None where nothing waits, or another worker is at it."""
    row = _claim()
    if row is not None:
        _carry_out(row)
    return row


@transaction.atomic
def _claim() -> models.Submission | None:
    one_at_a_time()
    for row in stored.open_submissions():
        if row.job.state == Job.State.RUNNING and not _is_silent(row.job):
            return None
        if row.attempts >= _MOST_ATTEMPTS:
            jobs.fail(job=row.job, error=_STOPPED)
            continue
        row.attempts += 1
        row.save(update_fields=["attempts"])
        jobs.advance(job=row.job, stage="reading")
        return row
    return None


def _is_silent(job: Job) -> bool:
    return job.heartbeat_at is None or job.heartbeat_at < timezone.now() - _SILENCE


def _carry_out(row: models.Submission) -> None:
    """However it ends, the job says so; only what kills the worker leaves it to the next."""

    def advance(stage: str, done: int, total: int) -> None:
        jobs.advance(job=row.job, stage=stage, done=done, total=total)

    try:
        _make(row, KINDS[row.what].judge(row, {"force": row.force, "actor": row.actor, "advance": advance}))
    except jobs.JobEnded:
        log.info("submission_ended_early", submission=str(row.pk))
    except ChangeHeld as held:
        _end(row, str(held), verdict=held.verdict)
    except InputRefused as refusal:
        row.told = [*row.told, refused(row.files.all()[0].filename, refusal)]
        _end(row, str(refusal))
    except (ServiceError, ModelkitError, OSError) as error:
        _end(row, str(error))
    except Exception:
        _end(row, _STOPPED)
        raise


def _make(row: models.Submission, verdict: Verdict) -> None:
    with transaction.atomic():
        one_at_a_time()
        # Somebody may have cancelled in the meantime; from here on, nobody can.
        if not Job.objects.select_for_update().get(pk=row.pk).is_active:
            raise jobs.JobEnded
        row.told = [*row.told, *KINDS[row.what].make(row)]
        row.verdict, row.settled = verdict.as_dict(), True
        row.save(update_fields=["told", "verdict", "settled"])
        row.files.all().delete()
        jobs.finish(job=row.job, result={"verdict": row.verdict, "files": row.told})
    remembered.forget_all()
    log.info("submission_made", submission=str(row.pk), what=row.what, force=row.force)


@transaction.atomic
def _end(row: models.Submission, error: str, *, verdict: Verdict | None = None) -> None:
    row.verdict = verdict.as_dict() if verdict and verdict.cases else {}
    row.save(update_fields=["told", "verdict"])
    jobs.fail(job=row.job, error=error)
