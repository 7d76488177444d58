"""`manage.py import FILE… --kind events|items|users`: each file whole or not at all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.recommend.actions import importing
from services.recommend.errors import RecommendError


class Command(BaseCommand):
    help = "Take in CSV, JSONL or Parquet files of events, items or users."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--kind", choices=list(importing.KINDS), required=True)

    def handle(self, *, files: list[Path], kind: str, **_options: Any) -> None:
        for path in files:
            try:
                done = importing.import_file(source=path, filename=path.name, kind=kind)
            except RecommendError as error:
                raise CommandError(f"{path}:\n{error}") from error
            self.stdout.write(f"{path}: {done.rows:,} rows, {done.new:,} kept.")
