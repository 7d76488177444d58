"""A report in the shape that cards and `evaluate --json` share."""

from dataclasses import asdict, dataclass
from typing import Any

from modelkit.evaluation.intervals import Interval

Metrics = dict[str, Interval]


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of one model on `n` records: `{name: {"value", "low", "high"}}`, with 95 % intervals."""

    task: str
    n: int
    metrics: dict[str, dict[str, float]]

    def as_dict(self) -> dict[str, Any]:
        """`{"task", "n", "metrics"}`."""
        return asdict(self)
