"""What a model is worth on held-out records: the figures of its task, each with its interval."""

from collections.abc import Callable, Sequence
from typing import Any

from modelkit.data.records import Record
from modelkit.evaluation.reports.classify import classify_metrics
from modelkit.evaluation.reports.encode import encode_metrics
from modelkit.evaluation.reports.report import Metrics, Report
from modelkit.evaluation.reports.score import score_metrics
from modelkit.models.base import Model

__all__ = ["Report", "evaluate_model"]

MEASURES: dict[str, Callable[[Any, Sequence[Any]], Metrics]] = {
    "classify": classify_metrics,
    "encode": encode_metrics,
    "score": score_metrics,
}


def evaluate_model(model: Model, records: Sequence[Record]) -> Report:
    """Run the model over records of its task and measure its answers, gate included.

    Raises DataError, with the row, for a record that cannot be judged.
    """
    measured = MEASURES[model.task](model, records)
    metrics = {name: interval.as_dict() for name, interval in measured.items()}
    return Report(task=model.task, n=len(records), metrics=metrics)
