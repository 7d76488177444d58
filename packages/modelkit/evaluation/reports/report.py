"""A report in the shape that cards and `evaluate --json` share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modelkit.evaluation.intervals import Interval

Metrics = dict[str, Interval]


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of one model on `n` records, by name."""

    task: str
    n: int
    metrics: Mapping[str, Interval]

    def as_dict(self) -> dict[str, Any]:
        """`{"task", "n", "metrics": {name: {"value", "low", "high"}}}`."""
        return {"task": self.task, "n": self.n, "metrics": self.metrics_as_dict()}

    def metrics_as_dict(self) -> dict[str, dict[str, float]]:
        """The metrics alone, as a card keeps them."""
        return {name: interval.as_dict() for name, interval in self.metrics.items()}
