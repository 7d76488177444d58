"""`manage.py train`, here and now, with a progress bar."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shared.errors import ServiceError
from shared.jobs.models import Job
from shared.jobs.terminal import show_progress

# A page lists all warnings; a terminal shows where to begin.
_SHOWN = 5


class TrainCommand(BaseCommand):
    """A service names what it trains in `help` and carries it out in `start` and `run`."""

    def start(self) -> Job:
        raise NotImplementedError

    def run(self, *, job_id: Any, preset: str) -> dict[str, Any]:
        raise NotImplementedError

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--preset", default="", choices=["", "fast"], help="'fast' trades some quality for time")

    def handle(self, *, preset: str, **_options: Any) -> None:
        try:
            job = self.start()
            with show_progress(job):
                results = self.run(job_id=job.pk, preset=preset)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        for name, result in results.items():
            # Nothing to warn of is nothing to say.
            if result:
                self.stdout.write(f"{name}: {describe(result)}")


def describe(result: Any) -> str:
    """One line for people about what a step did."""
    if isinstance(result, list):
        count = "1 warning" if len(result) == 1 else f"{len(result)} warnings"
        return count + "".join(f"\n  {line['field']}: {line['message']}" for line in result[:_SHOWN])
    if "skipped" in result:
        return str(result["skipped"])
    if "promoted" in result:
        metrics = ", ".join(f"{name} {value['value']:.3f}" for name, value in result["metrics"].items())
        return f"version {result['version']} {'is live' if result['promoted'] else 'was held by the gate'} ({metrics})"
    return ", ".join(f"{name} {value}" for name, value in result.items() if not isinstance(value, dict | list))
