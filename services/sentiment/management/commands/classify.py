"""`manage.py classify --input FILE.jsonl --output FILE.jsonl`: each line's object comes out with what it says."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.sentiment.actions import classifying
from shared.errors import ServiceError


class Command(BaseCommand):
    help = "Add sentiment, topic and entities, with probabilities, to each line of a JSONL file."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--input", type=Path, required=True, help='JSONL, an object with "text" a line')
        parser.add_argument("--output", type=Path, required=True, help="where the same objects go, with the verdicts")

    def handle(self, **options: Any) -> None:
        try:
            count = classifying.classify_file(source=options["input"], target=options["output"])
        except ServiceError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Classified {count} texts.")
