"""One training as a job: its steps in order, each model through the gate."""

import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop

from modelkit.errors import ModelkitError
from shared.errors import Problem, ServiceError
from shared.jobs import actions as jobs
from shared.jobs.models import Job
from shared.training.steps import Step


class TrainingRuns(ServiceError):
    """A training is already running. Wait for it, or cancel it."""

    code = "training_runs"


def start_training(*, kind: str, user: Any = None) -> Job:
    """Open the job that `run_training_job` carries out. A second request while one runs is refused."""
    if Job.objects.filter(kind=kind, state__in=jobs.ACTIVE).exists():
        raise TrainingRuns
    return jobs.start_job(kind=kind, created_by=user)


def run_training_job(
    *, job_id: Any, preset: str, steps: Sequence[Step], check: Callable[[], list[Problem]]
) -> dict[str, Any]:
    """Run every step and close the job, with its result or with the error in the training's own words.

    `check` raises what makes training impossible and returns what makes it weaker. What was promoted stays promoted
    when a later step fails.
    """
    job = Job.objects.get(pk=job_id)
    try:
        results = _run_steps(job, preset, steps, check)
    except (ServiceError, ModelkitError, OSError) as error:
        jobs.fail(job=job, error=str(error))
        raise ServiceError(str(error)) from error
    except jobs.JobEnded:
        # Somebody cancelled: the child has been stopped, and nothing was promoted since.
        return {}
    except BaseException:
        jobs.fail(job=job, error=gettext_noop("The worker was stopped. Start the training again."))
        raise
    jobs.finish(job=job, result=results)
    return results


def _run_steps(job: Job, preset: str, steps: Sequence[Step], check: Callable[[], list[Problem]]) -> dict[str, Any]:
    results: dict[str, Any] = {"warnings": [problem.as_dict() for problem in check()]}
    done = 0.0
    with tempfile.TemporaryDirectory(prefix="training-") as folder:
        for step in steps:
            advance = partial(_advance, job, step, done)
            advance(0.0)
            results[step.name] = step.run(Path(folder), preset, advance)
            done += step.share
    return results


def _advance(job: Job, step: Step, begin: float, share: float) -> None:
    jobs.advance(job=job, stage=step.name, done=round(100 * (begin + share * step.share)), total=100)
