"""`manage.py train`: fit the ranker on what was shown and opened, here and now; it goes live through the gate."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.recommend.actions import training
from shared.errors import ServiceError


class Command(BaseCommand):
    help = "Fit the ranker; a version that measures worse than the one in force is held back."

    def handle(self, **_options: Any) -> None:
        try:
            done = training.train(report=self._report)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        figures = ", ".join(
            f"{name} {one['value']:.3f} [{one['low']:.3f}, {one['high']:.3f}]" for name, one in done["metrics"].items()
        )
        state = "is live" if done["promoted"] else "was held back by the gate"
        self.stdout.write(f"Version {done['version']} {state} ({figures})")
        if done["second"].get("users"):
            gap, used = done["second"]["difference"], "used" if done["second"]["used"] else "left out"
            self.stdout.write(f"  second stage {used} ({gap['value']:+.3f} [{gap['low']:+.3f}, {gap['high']:+.3f}])")
        for reason in done["refusals"]:
            self.stdout.write(f"  {reason}")

    def _report(self, stage: str, done: int, total: int) -> None:
        if done == total:
            self.stdout.write(f"  {stage}: {total:,}")
            self.stdout.flush()
