"""`manage.py health`: check the articles, here and now, and print what contradicts, repeats or has gone stale."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.support import models
from services.support.actions import health
from services.support.queries import health as stored
from shared.errors import ServiceError
from shared.jobs.terminal import show_progress


class Command(BaseCommand):
    help = "Check the articles for contradictions, for what is said twice, and for what has gone stale."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        try:
            job = health.start_job()
            with show_progress(job):
                result = health.run_job(job_id=job.pk)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        found = [row for kind in models.Finding.Kind.values for row in stored.findings(show=kind)]
        if options["json"]:
            rows = [{"kind": row.kind, "document": row.document.key, **row.details} for row in found]
            self.stdout.write(json.dumps({**result, "findings": rows}, ensure_ascii=False))
            return
        for row in found:
            other = f" ⟷ {row.second}" if row.second else ""
            self.stdout.write(f"{row.kind:<14}{row.first or row.document}{other}  {_why(row.details)}")
        self.stdout.write(f"{result.get('articles', 0)} articles, {result.get('statements', 0)} statements.")


def _why(details: dict[str, Any]) -> str:
    facts = [f"{'/'.join(mine)} ≠ {'/'.join(other)} {kind}" for kind, mine, other in details.get("facts", [])]
    codes = [str(one["code"]) for one in details.get("reasons", [])]
    return ", ".join([*facts, *codes, *(["negated"] if details.get("negated") else [])])
