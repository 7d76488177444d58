"""What a hook sees of a run, and when it is called."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor


@dataclass
class Run:
    """Where a run stands. Hooks read it; `stop` is theirs to set.

    `position` counts the steps done in `epoch`, `step` all of them. `snapshot` gives everything a resumed run needs.
    """

    steps: int
    step: int = 0
    epoch: int = 0
    position: int = 0
    examples_seen: int = 0
    loss: float = 0.0
    history: list[float] = field(default_factory=list)
    best: float | None = None
    best_weights: dict[str, Tensor] | None = None
    stop: bool = False
    stopped_early: bool = False
    snapshot: Callable[[], dict[str, Any]] = dict


class Hook:
    """Does nothing at every occasion; a hook overrides those it cares about."""

    def started(self, run: Run) -> None:
        """Before the first step, or the first after resuming."""

    def stepped(self, run: Run) -> None:
        """After each optimiser step."""

    def validated(self, run: Run, *, improved: bool) -> None:
        """After the newest figure joined `run.history`."""

    def interrupted(self, run: Run) -> None:
        """After a signal asked to stop."""

    def finished(self, run: Run) -> None:
        """After the best weights were put back."""
