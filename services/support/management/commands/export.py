"""`manage.py export FILE.zip`: everything that is kept, as one archive that `ingest --desk` reads again."""

import argparse
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.support.actions import exporting
from shared.audit import actions as audit
from shared.errors import ServiceError


class Command(BaseCommand):
    help = "Write everything that is kept into one zip of JSONL files, without secrets."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the zip to write")
        parser.add_argument("--only", nargs="*", default=[], metavar="KIND", help=f"of {', '.join(exporting.KINDS)}")

    def handle(self, *, file: Path, only: list[str], **_options: Any) -> None:
        unfinished = file.with_name(f"{file.name}.part")
        try:
            pieces = exporting.archive(only)
            # Customers' conversations are in it: nobody else on this machine needs to read them.
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
                for piece in pieces:
                    written.write(piece)
            unfinished.replace(file)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        finally:
            unfinished.unlink(missing_ok=True)
        audit.record(actor="manage.py export", action="everything_exported", only=sorted(only))
        self.stdout.write(f"{file}: {file.stat().st_size:,} bytes.")
