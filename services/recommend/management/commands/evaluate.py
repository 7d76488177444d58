"""`manage.py evaluate [--windows 4] [--days 1]`: the service's own rankings on its own past, with intervals.

`manage.py evaluate --data DIR --format recbole --protocol leave-one-out|rolling-time`: every recommender of the
library and the simple ones beside it on public data; the database is left alone. `--json` prints one object.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.recommend.actions import evaluating
from services.recommend.actions.evaluating import public
from shared.errors import ServiceError

# What tells of lists, whatever is opened of them, is called so.
_LISTS = ("ild", "novelty", "arp")


class Command(BaseCommand):
    help = "Rank every live item as of the past, and compare with what users opened afterwards; or measure on a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--windows", type=int, default=evaluating.WINDOWS, help="how many windows, the latest first"
        )
        parser.add_argument("--days", type=int, default=evaluating.DAYS, help="how long each is")
        parser.add_argument("--data", type=Path, help="a folder of public data, instead of the service's own past")
        parser.add_argument("--format", choices=public.FORMATS, default=public.FORMATS[0], help="its layout")
        parser.add_argument("--protocol", choices=public.PROTOCOLS, default="rolling-time", help="what is asked")
        parser.add_argument("--seeds", type=int, default=1, help="how often everything is learnt anew, with --data")
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *, data: Path | None, **options: Any) -> None:
        try:
            found = self._public(data, **options) if data else self._own(**options)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for name, part in found["slices"].items():
            self.stdout.write(f"{name}: {_size(part)}")
            for system, figures in part["systems"].items():
                for title, line in _lines(system, figures):
                    self.stdout.write(f"  {title:<28} {line}")
        for note in found["notes"] if "notes" in found else [_leaks(found["leaks"])]:
            self.stdout.write(evaluating.worded(note))

    def _own(self, *, windows: int, days: int, **_options: Any) -> dict[str, Any]:
        if not (1 <= windows <= 100 and 1 <= days <= 100):
            raise CommandError("--windows and --days are from 1 to 100.")
        done = evaluating.evaluate(report=lambda _stage, _done, _total: None, count=windows, days=days)
        return {"protocol": done.protocol, "users": done.users, **done.results, "notes": done.notes}

    def _public(self, data: Path, *, protocol: str, seeds: int, **options: Any) -> dict[str, Any]:
        if not 1 <= seeds <= 20:
            raise CommandError("--seeds is from 1 to 20.")
        return public.evaluate_folder(
            data, layout=options["format"], protocol=protocol, seeds=range(seeds), report=self._report
        )

    def _report(self, split: str, system: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{split}: {system:<40}", ending="")


def _size(part: dict[str, Any]) -> str:
    return f"{part['users']:,} users and days" if "users" in part else f"{part['questions']:,} questions"


def _lines(system: str, figures: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """How well it ranks everything, what its lists are like, and how well it ranks pages that were shown."""
    metrics = figures.get("metrics", figures)
    lists = figures.get("lists") or {name: one for name, one in metrics.items() if name.startswith(_LISTS)}
    ranked = {name: one for name, one in metrics.items() if "@" in name and name not in lists}
    yield system, _line(ranked)
    yield "    lists", f"{_line(lists)}  coverage {figures['coverage']:.3f}"
    pages = {name: one for name, one in figures.get("pages", {}).items() if name != "count"}
    if pages:
        yield "    pages", f"{_line(pages)}  of {figures['pages']['count']:,}"


def _line(metrics: dict[str, Any]) -> str:
    told = metrics.items()
    return "  ".join(f"{name} {one['value']:.3f} [{one['low']:.3f}, {one['high']:.3f}]" for name, one in told)


def _leaks(counts: dict[str, int]) -> str:
    """What training rows tell of the answers; "future" belongs to leave-one-out."""
    return "leaks: " + (", ".join(f"{kind} {count:,}" for kind, count in counts.items()) or "none")
