"""Work in the background that people watch: one of a kind at a time, with its progress, and closed however it ends."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils.translation import gettext_noop

from modelkit.errors import ModelkitError
from shared.errors import ServiceError
from shared.jobs import actions as jobs
from shared.jobs import queries
from shared.jobs.models import Job

# Takes a stage, and how much of how much of it is done.
Advance = Callable[[str, int, int], None]
Work = Callable[[Advance], dict[str, Any]]


def unwatched(_stage: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


class AlreadyRuns(ServiceError):
    """This is being worked on already. Wait for it, or cancel it."""

    code: ClassVar[str] = "already_runs"


def start(*, kind: str, user: Any = None) -> Job:
    """Open the job that `run` carries out. Raises `AlreadyRuns` while one is open."""
    if queries.active(kind=kind):
        raise AlreadyRuns
    return jobs.start_job(kind=kind, created_by=user)


def run(*, job_id: Any, work: Work) -> dict[str, Any]:
    """Do the work and close the job with its result or its error. Of a job that has ended nothing is done again."""
    job = Job.objects.get(pk=job_id)

    def advance(stage: str, done: int, total: int) -> None:
        jobs.advance(job=job, stage=stage, done=done, total=total)

    try:
        advance("reading", 0, 1)
        result = work(advance)
    except jobs.JobEnded:
        return {}
    except (ServiceError, ModelkitError, OSError) as error:
        jobs.fail(job=job, error=str(error))
        raise ServiceError(str(error)) from error
    except BaseException:
        jobs.fail(job=job, error=gettext_noop("The worker stopped before the end. Start the job again."))
        raise
    jobs.finish(job=job, result=result)
    return result
