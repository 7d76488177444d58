"""Move a job along. Every change names the states it may start from, so that an ended job stays ended."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from shared.accounts.models import User
from shared.jobs.models import Job

ACTIVE = (Job.State.QUEUED, Job.State.RUNNING)
# Workers report at every step; a silence as long as this means that the process is gone.
SILENCE = timedelta(minutes=10)
# What a killed worker had taken is handed to another within six hours; a job that waits for longer has lost its task.
PATIENCE = timedelta(hours=12)


class JobEnded(Exception):
    """The job was cancelled or has ended. Stop working on it."""


def start_job(*, kind: str, created_by: User | None = None, message: str = "") -> Job:
    """Open a queued job; whoever calls also enqueues the task that carries it out."""
    return Job.objects.create(kind=kind, created_by=created_by, message=message)


def advance(*, job: Job, stage: str = "", done: int = 0, total: int = 0, message: str = "") -> None:
    """Report progress. Raises JobEnded once somebody has cancelled, which is how cancelling reaches the work."""
    now = timezone.now()
    fields = {"stage": stage[:80], "done": done, "total": total, "message": message[:300], "heartbeat_at": now}
    Job.objects.filter(pk=job.pk, started_at=None).update(started_at=now)
    if not _change(job, state=Job.State.RUNNING, **fields):
        raise JobEnded


def finish(*, job: Job, result: dict[str, Any] | None = None) -> bool:
    return _end(job, Job.State.SUCCEEDED, result=result or {})


def fail(*, job: Job, error: str) -> bool:
    """`error` is kept in English; pages translate it where the catalogue knows the sentence as it stands."""
    return _end(job, Job.State.FAILED, error=error)


def cancel(*, job: Job) -> bool:
    """Return False where the job had already ended."""
    return _end(job, Job.State.CANCELLED)


def fail_silent_jobs(*, looked_after: Collection[str] = ()) -> int:
    """Close jobs whose worker was killed or whose task was lost, so that nobody waits for them; run it periodically.

    Kinds that are `looked_after` may wait for any time: somebody takes them up by the clock, without a task of theirs.
    """
    now = timezone.now()
    silent = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=now - SILENCE)
    lost = Job.objects.filter(state=Job.State.QUEUED, created_at__lt=now - PATIENCE).exclude(kind__in=looked_after)
    stopped = gettext_noop("The worker stopped before the end. Start the job again.")
    forgotten = gettext_noop("No worker took the job up in half a day. Start it again.")
    ended = [_end(job, Job.State.FAILED, error=stopped) for job in silent]
    ended += [_end(job, Job.State.FAILED, error=forgotten) for job in lost]
    return sum(ended)


def _end(job: Job, state: str, **fields: Any) -> bool:
    return _change(job, state=state, finished_at=timezone.now(), **fields)


def _change(job: Job, **fields: Any) -> bool:
    changed = Job.objects.filter(pk=job.pk, state__in=ACTIVE).update(**fields)
    job.refresh_from_db()
    return bool(changed)
