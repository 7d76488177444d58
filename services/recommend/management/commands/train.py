"""`manage.py train`: fit the ranker on what was shown or opened, here and now; it goes live through the gate."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.recommend.actions import training
from shared.errors import ServiceError

_SILENT_SECONDS = 30.0
_PAGES = {
    "shown": "shown and opened or not",
    "drawn": "opened, beside a draw of what was not, for want of impressions",
}


class Command(BaseCommand):
    help = "Fit the ranker; a version that measures worse than the one in force is held back."

    _told = 0.0

    def handle(self, **_options: Any) -> None:
        self._told = time.monotonic()
        try:
            done = training.train(report=self._report)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        figures = ", ".join(
            f"{name} {one['value']:.3f} [{one['low']:.3f}, {one['high']:.3f}]" for name, one in done["metrics"].items()
        )
        state = "is live" if done["promoted"] else "was held back by the gate"
        self.stdout.write(f"Version {done['version']} {state} ({figures})")
        self.stdout.write(f"  learnt from what was {_PAGES[done['pages']]}")
        for name, told in (("second stage", done["second"]), ("cross-encoder", done["cross"])):
            if told:
                self.stdout.write(f"  {name} {'used' if told['used'] else 'left out'} ({_measured(told)})")
        for reason in done["refusals"]:
            self.stdout.write(f"  {reason}")

    def _report(self, stage: str, done: int, total: int) -> None:
        # What takes minutes shows that it moves.
        now = time.monotonic()
        if done == total or now - self._told > _SILENT_SECONDS:
            self._told = now
            self.stdout.write(f"  {stage}: {total:,}" if done == total else f"  {stage}: {done:,} of {total:,}")
            self.stdout.flush()


def _measured(told: dict[str, Any]) -> str:
    """The lead of a stage over the stages before it, and what it costs where that is much."""
    if not told.get("users"):
        return "too little to learn from"
    cost = f"; {told['milliseconds']:.0f} ms of CPU a list" if "milliseconds" in told else ""
    fair = f"; weighed by how seldom things were shown {_gap(told['fair'])}" if told["fair"] else ""
    return f"{_gap(told['difference'])}{fair}{cost}"


def _gap(found: dict[str, float]) -> str:
    return f"{found['value']:+.3f} [{found['low']:+.3f}, {found['high']:+.3f}]"
