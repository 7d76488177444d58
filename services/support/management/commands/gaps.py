"""`manage.py gaps`: gather the questions that nobody could answer, here and now, and print them by subject."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.support.actions import gaps
from services.support.queries import gaps as stored
from shared.errors import ServiceError
from shared.jobs.terminal import show_progress


class Command(BaseCommand):
    help = "Gather the questions that nobody could answer by subject, the most asked first."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        try:
            job = gaps.start_job()
            with show_progress(job):
                result = gaps.run_job(job_id=job.pk)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        rows = [_told(row) for row in stored.with_examples(stored.gaps(show="open"))[:50]]
        if options["json"]:
            self.stdout.write(json.dumps({**result, "open": rows}, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(f"{row['size']:>6}  {' · '.join(row['words'])}  {row['questions'][0]}")
        self.stdout.write(f"{result.get('questions', 0)} questions, {result.get('subjects', 0)} subjects.")


def _told(row: Any) -> dict[str, Any]:
    questions = [one.trace.text for one in row.nearest]
    return {"id": row.pk, "words": row.words, "size": row.size, "recent": row.recent, "questions": questions}
