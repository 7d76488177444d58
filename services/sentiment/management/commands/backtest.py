"""`manage.py backtest [--rule NAME] [--days 90] [--json]`: what each rule would have fired on."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from services.sentiment.actions.rules.trying import Backtest, backtest
from services.sentiment.queries.rules import rules


class Command(BaseCommand):
    help = "Try rules on the counts of the last months, with the code that watches live."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rule", default="", help="the name of one rule; without it, all")
        parser.add_argument("--days", type=int, default=90, help="how many days are reported")
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *_args: Any, **options: Any) -> None:
        chosen = [rule for rule in rules() if options["rule"] in ("", rule.name)]
        if not chosen and options["rule"]:
            raise CommandError(f"There is no rule {options['rule']!r}. Known: {', '.join(r.name for r in rules())}")
        if not 1 <= options["days"] <= 3660:
            raise CommandError("--days is from 1 to 3660.")
        done = {rule.name: backtest(rule=rule, now=timezone.now(), days=options["days"]) for rule in chosen}
        if options["json"]:
            listed = [_as_json(name, result) for name, result in done.items()]
            self.stdout.write(json.dumps({"rules": listed}, default=str, ensure_ascii=False))
            return
        for name, result in done.items():
            self.stdout.write(f"{name}: {len(result.fired)} alerts in {result.days:.0f} days, {result.series} series")
            for alert in result.fired:
                self.stdout.write(f"  {alert.fired_at:%Y-%m-%d %H:%M}  {alert.series}  score {alert.score:.1f}")


def _as_json(name: str, result: Backtest) -> dict[str, Any]:
    return {
        "rule": name,
        "days": result.days,
        "series": result.series,
        "alerts": [asdict(alert) for alert in result.fired],
        "alerts_a_month": result.alerts_a_month,
        "false_alarms_a_month": result.false_a_month,
        "delays_minutes": [alert.delay_minutes for alert in result.fired],
    }
