"""`manage.py import FILE… --kind events|items|users`, `import FOLDER --layout recbole`: whole or not at all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.recommend import models
from services.recommend.actions import importing
from services.recommend.actions.importing.layouts import LAYOUTS
from shared.errors import ServiceError


class Command(BaseCommand):
    help = "Take in CSV, JSONL or Parquet files of events, items or users, or a folder as another tool writes it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, help="files, or with --layout folders")
        parser.add_argument("--kind", choices=list(importing.KINDS), help="what the files hold")
        parser.add_argument("--layout", choices=list(LAYOUTS), help="which tool wrote the folders")

    def handle(self, *, files: list[Path], kind: str | None, layout: str | None, **_options: Any) -> None:
        if bool(kind) == bool(layout):
            raise CommandError("Say --kind for files, or --layout for folders of another tool.")
        for path in files:
            try:
                done = self._import(path, kind, layout)
            except ServiceError as error:
                raise CommandError(f"{path}:\n{error}") from error
            for one in done:
                self.stdout.write(f"{path}: {one.rows:,} {one.kind}, {one.new:,} kept.")

    def _import(self, path: Path, kind: str | None, layout: str | None) -> list[models.Import]:
        if layout:
            return importing.import_folder(source=path, layout=layout)
        return [importing.import_file(source=path, filename=path.name, kind=kind or "")]
