"""Figures of a classifier: its labels, its probabilities, and what its gate lets through."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from modelkit.data.records import SINGLE_HEAD, LabelledText
from modelkit.errors import DataError
from modelkit.evaluation.calibration import ece_of
from modelkit.evaluation.intervals import bootstrap, bootstrap_statistic, share_among
from modelkit.evaluation.metrics import auroc_of, macro_f1_of
from modelkit.evaluation.reports.report import Metrics
from modelkit.models import Classifier
from modelkit.models.gates import Gate
from modelkit.models.gates.bank import FloatArray
from modelkit.models.heads import NO_LABEL, targets


def classify_metrics(model: Classifier, records: Sequence[LabelledText]) -> Metrics:
    """Per head; several heads name their figures `topic.accuracy`. Records without a label are out of scope."""
    features, logits = model.infer([model.input_of(record) for record in records])
    outside = np.array([not record.labels for record in records], dtype=bool)
    metrics: Metrics = {}
    for head, labels in targets(records, model.heads).items():
        gate = model.gates.get(head) or Gate(kind="none", threshold=-np.inf)
        scores = gate.scores(logits[head], features)
        figures = _in_scope(logits[head], labels, scores, gate=gate)
        if outside.any():
            figures |= _out_of_scope(scores, labels != NO_LABEL, outside, gate=gate)
        prefix = "" if list(model.heads) == [SINGLE_HEAD] else f"{head}."
        metrics |= {prefix + name: figure for name, figure in figures.items()}
    if not metrics:
        raise DataError("No record has a label for any head of the model.", remedy="Check the label column.")
    return metrics


def _in_scope(logits: FloatArray, labels: NDArray[np.int64], scores: FloatArray, *, gate: Gate) -> Metrics:
    """Accuracy of all and of accepted answers, macro-F1, calibration error, and coverage: the share accepted."""
    known = labels != NO_LABEL
    if not known.any():
        return {}
    truth, shown, accepted = labels[known], gate.probabilities(logits[known]), gate.accepts(scores[known])
    guess, n = logits[known].argmax(axis=1), int(known.sum())
    right = guess == truth
    return {
        "accuracy": bootstrap(right),
        "macro_f1": bootstrap_statistic(macro_f1_of(guess, truth), n),
        "ece": bootstrap_statistic(ece_of(shown.max(axis=1), right), n),
        "coverage": bootstrap(accepted),
        "accepted_accuracy": bootstrap_statistic(share_among(right, accepted), n),
    }


def _out_of_scope(scores: FloatArray, inside: NDArray[np.bool_], outside: NDArray[np.bool_], *, gate: Gate) -> Metrics:
    """The share of strangers the gate turns away, and how well its score tells them apart at any threshold."""
    figures = {"oos_rejected": bootstrap(~gate.accepts(scores[outside]))}
    if inside.any():
        either = inside | outside
        separation = auroc_of(scores[either], inside[either])
        figures["oos_auroc"] = bootstrap_statistic(separation, int(either.sum()))
    return figures
