"""`manage.py train`: fine-tune on the company's records, here and now, with a progress bar."""

from typing import Any

from services.support.actions import training
from shared.jobs.models import Job
from shared.training.command import TrainCommand


class Command(TrainCommand):
    help = "Fine-tune intent classifier, encoder and reranker on the records; each goes live through the gate."

    def start(self) -> Job:
        return training.start_training()

    def run(self, *, job_id: Any, preset: str) -> dict[str, Any]:
        return training.run_training_job(job_id=job_id, preset=preset)
