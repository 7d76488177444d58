"""Fine-tune on the company's records: one job, step by step, each model through the gate."""

import tempfile
from pathlib import Path
from typing import Any

from shared.jobs import actions as jobs
from shared.jobs.models import Job

from services.support.actions.training.files import check_examples
from services.support.actions.training.steps import STEPS

KIND = "support.train"


def start_training(*, user: Any = None) -> Job:
    """Open the job that a worker then runs. A second request while one runs gets the running one."""
    return jobs.start_job(kind=KIND, created_by=user, unique=True)


def train_all(*, job: Job, preset: str = "") -> dict[str, Any]:
    """Run every step. What was promoted stays promoted when a later step fails; the old index keeps serving."""
    results: dict[str, Any] = {"warnings": [problem.as_dict() for problem in check_examples()]}
    done = 0.0
    with tempfile.TemporaryDirectory(prefix="support-training-") as folder:
        for step in STEPS:
            begin = done

            def advance(share: float, *, begin: float = begin, weight: float = step.share, name: str = step.name) -> None:
                jobs.advance(job=job, stage=name, done=round(100 * (begin + share * weight)), total=100)

            advance(0.0)
            results[step.name] = step.run(Path(folder), preset, advance)
            done += step.share
    return results
