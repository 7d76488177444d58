"""Fine-tune on the desk's labels: one job, step by step, each model through the gate."""

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from modelkit.errors import ModelkitError
from services.sentiment.actions.training.files import check_labels
from services.sentiment.actions.training.steps import STEPS, Step
from shared.errors import ServiceError
from shared.jobs import actions as jobs
from shared.jobs.models import Job

KIND = "sentiment.train"


class TrainingRuns(ServiceError):
    """A training is already running. Wait for it, or cancel it."""

    code = "training_runs"


def start_training(*, user: Any = None) -> Job:
    """Open the job that `run_training_job` carries out. A second request while one runs is refused."""
    if Job.objects.filter(kind=KIND, state__in=jobs.ACTIVE).exists():
        raise TrainingRuns
    return jobs.start_job(kind=KIND, created_by=user)


def run_training_job(*, job_id: Any, preset: str = "") -> dict[str, Any]:
    """Run every step and close the job, with its result or with the error in the training's own words.

    What was promoted stays promoted when a later step fails.
    """
    job = Job.objects.get(pk=job_id)
    try:
        results = _run_steps(job, preset)
    except (ServiceError, ModelkitError, OSError) as error:
        jobs.fail(job=job, error=str(error))
        raise ServiceError(str(error)) from error
    except jobs.JobEnded:
        # Somebody cancelled: the child has been stopped, and nothing was promoted since.
        return {}
    except BaseException:
        jobs.fail(job=job, error="The worker was stopped. Start the training again.")
        raise
    jobs.finish(job=job, result=results)
    return results


def _run_steps(job: Job, preset: str) -> dict[str, Any]:
    results: dict[str, Any] = {"warnings": [problem.as_dict() for problem in check_labels()]}
    done = 0.0
    with tempfile.TemporaryDirectory(prefix="sentiment-training-") as folder:
        for step in STEPS:
            advance = partial(_advance, job, step, done)
            advance(0.0)
            results[step.name] = step.run(Path(folder), preset, advance)
            done += step.share
    return results


def _advance(job: Job, step: Step, begin: float, share: float) -> None:
    jobs.advance(job=job, stage=step.name, done=round(100 * (begin + share * step.share)), total=100)
