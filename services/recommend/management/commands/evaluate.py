"""`manage.py evaluate [--windows 4] [--days 1] [--json]`: every system on rolling windows of time, with intervals."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.recommend.actions import evaluating
from shared.errors import ServiceError


class Command(BaseCommand):
    help = "Rank every live item as of the past, and compare with what users opened afterwards."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--windows", type=int, default=evaluating.WINDOWS, help="how many windows, the latest first"
        )
        parser.add_argument("--days", type=int, default=evaluating.DAYS, help="how long each is")
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *, windows: int, days: int, **options: Any) -> None:
        if not (1 <= windows <= 100 and 1 <= days <= 100):
            raise CommandError("--windows and --days are from 1 to 100.")
        try:
            done = evaluating.evaluate(report=lambda _stage, _done, _total: None, count=windows, days=days)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            found = {"protocol": done.protocol, "users": done.users, **done.results, "notes": done.notes}
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for name, part in done.results["slices"].items():
            self.stdout.write(f"{name}: {part['users']:,} users")
            for system, figures in part["systems"].items():
                self.stdout.write(f"  {system:<28} {_line(figures)}")


def _line(figures: dict[str, Any]) -> str:
    metrics = [(name, one) for name, one in figures.items() if isinstance(one, dict) and "@" in name]
    return "  ".join(f"{name} {one['value']:.3f} [{one['low']:.3f}, {one['high']:.3f}]" for name, one in metrics)
