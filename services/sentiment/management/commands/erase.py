"""`manage.py erase --source|--author|--url|--pattern`: forget texts, and print the proof."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.sentiment.actions.erasing import Proof, Wanted, erase
from shared.errors import ServiceError

_COPIES_SHOWN = 20


class Command(BaseCommand):
    help = "Erase articles with everything derived from them, and show that nothing is left."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--source", default="", help="all articles of a source, by its number or name")
        parser.add_argument("--author", default="", help="all articles of an author")
        parser.add_argument("--url", default="", help="the article at an address")
        parser.add_argument("--pattern", default="", help="all articles and labels that a regular expression finds")
        parser.add_argument("--with-copies", action="store_true", help="near copies at other addresses too")
        parser.add_argument("--may-return", action="store_true", help="let a later crawl store them again")
        parser.add_argument("--dry-run", action="store_true", help="only count what would go")

    def handle(self, **options: Any) -> None:
        wanted = Wanted(**{name: options[name] for name in ("source", "author", "url", "pattern")})
        flags = {name: options[name] for name in ("with_copies", "may_return", "dry_run")}
        try:
            proof = erase(wanted=wanted, actor="manage.py erase", **flags)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        self._show(proof, dry_run=options["dry_run"])
        if not options["dry_run"] and not proof.holds:
            self.stderr.write("Something is left. Nothing of it should be: run the command again and report it.")
            sys.exit(1)

    def _show(self, proof: Proof, *, dry_run: bool) -> None:
        self.stdout.write(f"{'trace':<24}{'before':>8}" + ("" if dry_run else f"{'now':>6}"))
        for kind, number in proof.before.items():
            self.stdout.write(f"{kind:<24}{number:>8}" + ("" if dry_run else f"{proof.after[kind]:>6}"))
        if proof.alerts:
            chain = f"broken in alerts {proof.broken}" if proof.broken else "whole"
            self.stdout.write(f"Evidence was redacted in {proof.alerts} alerts; their hash chains are {chain}.")
        if proof.copies:
            shown = ", ".join(map(str, proof.copies[:_COPIES_SHOWN]))
            self.stdout.write(f"{len(proof.copies)} near copies stay, of articles {shown}: --with-copies erases them.")
        if proof.before["labels"] and not dry_run:
            self.stdout.write("Models trained before may have learned from the labels: train again.")
