"""Progress as events for people and programs: one dictionary each, in the order things happen."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from modelkit.training.hooks.base import Hook, Run

Emit = Callable[[Mapping[str, Any]], None]

SECONDS_BETWEEN = 0.5


class Progress(Hook):
    """Emits `progress` at most twice a second and always at the last step, and `validated` with the figure."""

    def __init__(self, emit: Emit, *, figure: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.emit, self.figure, self.clock = emit, figure, clock
        self._last = self._begin = clock()
        self._first_step = self._first_examples = 0

    def started(self, run: Run) -> None:
        """Remember where this process began: rates are its own, not the interrupted one's."""
        self._begin = self.clock()
        self._first_step, self._first_examples = run.step, run.examples_seen

    def stepped(self, run: Run) -> None:
        """Emit where the run stands."""
        now = self.clock()
        if now - self._last < SECONDS_BETWEEN and run.step < run.steps:
            return
        self._last = now
        spent = max(now - self._begin, 1e-9)
        left = (run.steps - run.step) * spent / max(1, run.step - self._first_step)
        self.emit(
            {
                "event": "progress",
                "step": run.step,
                "steps": run.steps,
                "epoch": run.epoch + 1,
                "loss": round(run.loss, 5),
                "examples_per_second": round((run.examples_seen - self._first_examples) / spent, 1),
                "eta_seconds": round(left, 1),
            }
        )

    def validated(self, run: Run, *, improved: bool) -> None:
        """Emit the newest figure."""
        value = round(run.history[-1], 5)
        self.emit({"event": "validated", "step": run.step, "figure": self.figure, "value": value, "best": improved})
