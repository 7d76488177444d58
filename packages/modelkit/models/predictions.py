"""From logits to verdicts: the probability to show, and the gate's word on whether to trust it."""

from collections.abc import Sequence

from modelkit.models.gates import Gate, softmax
from modelkit.models.running import FloatArray
from modelkit.results import HeadPrediction


def predictions(
    logits: FloatArray, features: FloatArray, *, labels: Sequence[str], gate: Gate | None
) -> list[HeadPrediction]:
    """One head's verdicts on logits [n, labels] and pooled features [n, dim].

    Without a gate the highest probability is the score and every answer is accepted.
    """
    probabilities = softmax(logits) if gate is None else gate.probabilities(logits)
    scores = probabilities.max(axis=1) if gate is None else gate.scores(logits, features)
    accepted = [True] * len(logits) if gate is None else gate.accepts(scores).tolist()
    rows = zip(probabilities.tolist(), scores.tolist(), accepted, strict=True)
    return [_prediction(row, labels, accepted=accepted, reject_score=score) for row, score, accepted in rows]


def _prediction(row: list[float], labels: Sequence[str], *, accepted: bool, reject_score: float) -> HeadPrediction:
    best = max(range(len(row)), key=row.__getitem__)
    return HeadPrediction(
        label=labels[best],
        probability=row[best],
        accepted=accepted,
        reject_score=reject_score,
        scores=dict(zip(labels, row, strict=True)),
    )
