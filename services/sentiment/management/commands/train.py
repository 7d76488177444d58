"""`manage.py train`: fine-tune on the desk's labels, here and now, with a progress bar."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.sentiment.actions import training
from services.sentiment.management.progress import show_progress
from shared.errors import ServiceError


class Command(BaseCommand):
    help = "Fine-tune the document's and the entities' model on the labels; each goes live through the gate."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--preset", default="", choices=["", "fast"], help="'fast' trades some quality for time")

    def handle(self, *, preset: str, **_options: Any) -> None:
        job = training.start_training()
        try:
            with show_progress(job):
                results = training.run_training_job(job_id=job.pk, preset=preset)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        for name, result in results.items():
            self.stdout.write(f"{name}: {describe(result)}")


def describe(result: Any) -> str:
    """One line for people about what a step did."""
    if isinstance(result, list):
        return f"{len(result)} warning(s)" + "".join(f"\n  {line['field']}: {line['message']}" for line in result[:5])
    if "skipped" in result:
        return str(result["skipped"])
    if "promoted" in result:
        metrics = ", ".join(f"{name} {value['value']:.3f}" for name, value in result["metrics"].items())
        return f"version {result['version']} {'is live' if result['promoted'] else 'was held by the gate'} ({metrics})"
    return ", ".join(f"{name} {value}" for name, value in result.items() if not isinstance(value, dict | list))
