"""`manage.py evaluate`: the company's own cases; exits with 1 below the limits or worse than before, for CI."""

import argparse
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.support.actions.evaluate import Limits, evaluate
from services.support.models import EvaluationRun
from services.support.queries.corrections import questions_of_cases


class Command(BaseCommand):
    help = "Answer every evaluation case and report accuracy, coverage, wrong answers and latency."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--min-accuracy", type=float, help="Smallest share of cases with the right outcome.")
        parser.add_argument("--min-coverage", type=float, help="Smallest share of answerable cases answered.")
        parser.add_argument("--max-wrong", type=float, help="Largest share of wrong ones among the answers given.")
        parser.add_argument("--max-p95", type=float, help="Longest 95th percentile, in milliseconds.")
        parser.add_argument(
            "--accept", action="store_true", help="Compare later runs with this one, even if it is worse."
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")
        parser.add_argument("--failures", action="store_true", help="List the cases that failed.")

    def handle(self, **options: Any) -> None:
        run = evaluate(accept=options["accept"])
        if not run.metrics["cases"]["value"]:
            raise CommandError("There are no cases. Import some: records of the kind `cases`.")
        limits = Limits(*(options[name] for name in ("min_accuracy", "min_coverage", "max_wrong", "max_p95")))
        broken = [*limits.check(run.metrics), *_verdict(run)]
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {"metrics": run.metrics, "failures": run.failures, "verdict": run.verdict, "broken": broken},
                    ensure_ascii=False,
                )
            )
        else:
            self._print(run.metrics, run.failures if options["failures"] else [], broken)
        if broken:
            sys.exit(1)

    def _print(self, metrics: dict[str, dict[str, float]], failures: list[dict[str, Any]], broken: list[str]) -> None:
        for name, one in metrics.items():
            self.stdout.write(f"{name:<22}{one['value']:>9.3f}   {one['low']:.3f} – {one['high']:.3f}")
        for one in failures:
            self.stdout.write(f"  {one['question']} — expected {one['expected']}, got {one['rung']} {one['got']}")
        for sentence in broken:
            self.stderr.write(sentence)


def _verdict(run: EvaluationRun) -> list[str]:
    """Why the gate would hold what is in force now, with each case that it broke; nothing once it was accepted."""
    if run.accepted:
        return []
    questions = questions_of_cases(one["case"] for one in run.verdict["worse"])
    head = (
        f"held: {len(run.verdict['worse'])} of {run.verdict['cases']} cases are answered worse than in the last "
        f"accepted run, {run.verdict['better']} better, {run.verdict['broken']} protected broken; --accept takes it"
    )
    lines = [f"  {questions.get(one['case'], '…')}: {one['before']} → {one['after']}" for one in run.verdict["worse"]]
    return [head, *lines]
