"""Fine-tune on the desk's labels: one job, step by step, each model through the gate."""

from typing import Any

from services.sentiment.actions.training.checking import check_labels
from services.sentiment.actions.training.steps import STEPS
from shared.jobs.models import Job
from shared.training import running

KIND = "sentiment.train"


def start_training(*, user: Any = None) -> Job:
    """Open the job that `run_training_job` carries out. Raises `TrainingRuns` while one runs."""
    return running.start_training(kind=KIND, user=user)


def run_training_job(*, job_id: Any, preset: str = "") -> dict[str, Any]:
    """Run every step and close the job; the versions before keep judging when a step fails."""
    return running.run_training_job(job_id=job_id, preset=preset, steps=STEPS, check=check_labels)
