"""`manage.py satisfaction`: learn from the ratings, here and now, and print what moves satisfaction."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.support import models
from services.support.actions.drivers.telling import reading
from services.support.actions.forecast import refitting
from services.support.actions.forecast.telling import verdict
from services.support.queries import fits as stored
from shared.errors import ServiceError
from shared.jobs.terminal import show_progress


class Command(BaseCommand):
    help = "Fit what moves satisfaction and who will be unhappy, on the ratings there are by now."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        try:
            job = refitting.start_job()
            with show_progress(job):
                result = refitting.run_job(job_id=job.pk)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        fits = {kind: stored.newest(kind) for kind in models.SatisfactionFit.Kind.values}
        if options["json"]:
            figures = {kind: fit.figures for kind, fit in fits.items() if fit}
            told = {kind: {**result[kind], "figures": found} for kind, found in figures.items()}
            self.stdout.write(json.dumps({**result, **told}, ensure_ascii=False))
            return
        for line in [*reading(_figures(fits["drivers"])), verdict(fits["forecast"])]:
            self.stdout.write(line)


def _figures(fit: models.SatisfactionFit | None) -> dict[str, Any]:
    return dict(fit.figures) if fit else {"few": True}
