"""`manage.py replay --from DATE --to DATE [--rule NAME] [--json]`: the archive through detection, by its own dates."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from datetime import UTC, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date, parse_datetime

from services.sentiment.actions.rules.trying import replay
from services.sentiment.queries.rules import rules


class Command(BaseCommand):
    help = "Let rules look at a stretch of the past as if it were now; prints each alert with its evidence."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="begin", type=_moment, required=True, help="a date, or a time in UTC")
        parser.add_argument("--to", dest="end", type=_moment, required=True, help="up to here, this moment excluded")
        parser.add_argument("--rule", default="", help="the name of one rule; without it, all")
        parser.add_argument("--json", action="store_true", help="print one object an alert and line")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["begin"] >= options["end"]:
            raise CommandError("--from lies after --to.")
        chosen = [rule for rule in rules() if options["rule"] in ("", rule.name)]
        if not chosen and options["rule"]:
            known = ", ".join(rule.name for rule in rules()) or "none"
            raise CommandError(f"There is no rule {options['rule']!r}. Known: {known}.")
        for rule in chosen:
            for fired, evidence in replay(rule=rule, begin=options["begin"], end=options["end"]):
                found = {"rule": rule.name, **asdict(fired), "evidence": evidence}
                self.stdout.write(
                    json.dumps(found, default=str, ensure_ascii=False) if options["json"] else _line(found)
                )


def _line(found: dict[str, Any]) -> str:
    seen = f"{found['observed']:.0f} seen, {found['expected']:.1f} usual, score {found['score']:.1f}"
    articles = len(found["evidence"]["articles"])
    return f"{found['fired_at']:%Y-%m-%d %H:%M}  {found['rule']}  {found['series']}  {seen}, {articles} articles"


def _moment(text: str) -> datetime:
    try:
        found = parse_datetime(text) if len(text) > 10 else None
        date = parse_date(text)
    except ValueError:
        found = date = None
    if found is None and date is None:
        raise ArgumentTypeError(f"{text!r} is no date. Write it as 2026-03-09.")
    moment = found or datetime.combine(date, time.min)  # type: ignore[arg-type]  # one of the two is there
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
