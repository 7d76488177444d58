"""`manage.py erase VISITOR`: forget a visitor, and print the proof."""

import argparse
import sys
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from services.support.actions.erase import UnknownVisitor, erase_visitor
from services.support.queries.erasure import visitor_by_external_id


class Command(BaseCommand):
    help = "Erase everything kept about a visitor, and show that nothing is left."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("visitor", help="The visitor's id, or the company's own id with --external.")
        parser.add_argument("--external", action="store_true", help="VISITOR is the company's own id.")

    def handle(self, *, visitor: str, external: bool, **_options: Any) -> None:
        try:
            proof = erase_visitor(visitor_id=_visitor_id(visitor, external=external), actor="manage.py erase")
        except UnknownVisitor as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{'kept about the visitor':<24}{'before':>8}{'now':>6}")
        for kind, number in proof.before.items():
            self.stdout.write(f"{kind:<24}{number:>8}{proof.after[kind]:>6}")
        for name in proof.trained_before:
            self.stdout.write(f"{name} was trained while this visitor's examples were there: train it again.")
        if not proof.holds:
            self.stderr.write("Something is left. Nothing of it should be: run the command again and report it.")
            sys.exit(1)


def _visitor_id(written: str, *, external: bool) -> UUID:
    found = visitor_by_external_id(written) if external else _uuid(written)
    if found is None:
        raise CommandError(f"No visitor has the id {written!r}.")
    return found


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
