"""Work in the background is watched from its first step, and closed however it ends."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_noop

from modelkit.errors import ModelkitError
from shared.errors import ServiceError
from shared.jobs import actions as jobs
from shared.jobs.models import Job


def work_on(job: Job, work: Callable[[], dict[str, Any]]) -> None:
    """Close the job with what `work` came to, or what went wrong. Of a job that has ended nothing is done again.

    One whose worker is being shut down stays open: whoever is handed the task goes on with it.
    """
    try:
        # Before anything is read: from here on it is noticed if the worker is gone.
        jobs.advance(job=job)
        result = work()
    except jobs.JobEnded:
        # Somebody cancelled.
        return
    except (ServiceError, ModelkitError, OSError) as error:
        jobs.fail(job=job, error=str(error))
        return
    except Exception:
        jobs.fail(job=job, error=gettext_noop("Something went wrong that the log of the worker tells. Start again."))
        raise
    jobs.finish(job=job, result=result)
