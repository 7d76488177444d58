"""The operator says how many wrong answers are acceptable; validation data say which thresholds follow."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from modelkit.errors import ModelNotFound
from modelkit.evaluation.risk import risk_coverage_curve, threshold_for_risk
from services.support import models
from services.support.actions.answer.intent import OUT_OF_SCOPE
from services.support.actions.answer.retrieve import NoKnowledge, find
from services.support.actions.answer.scoring import FUSED, RERANKED, final_scores
from services.support.actions.engine import INTENT_MODEL, patient_engine
from services.support.actions.remembered import policy as remembered_policy
from services.support.models.choices import Split
from services.support.queries import answers, validation

# Above every score there is: nothing passes. (Infinity does not survive JSON.)
NEVER = 1e9
# The strictest promise that the number of validation questions allows is taken; 0 is the bare point estimate.
_CONFIDENCES = (0.95, 0.9, 0.8, 0.5)
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Measured:
    """Scores of validation questions and whether each answer would have been right."""

    scores: list[float]
    correct: list[bool]

    def as_dict(self) -> dict[str, Any]:
        curve = risk_coverage_curve(self.scores, self.correct).as_dict() if self.scores else {}
        return {"scores": [round(score, 6) for score in self.scores], "correct": self.correct, "curve": curve}


def choose_thresholds(*, max_wrong_share: float | None = None) -> models.Policy:
    """Measure both rungs on the validation rows with the models in force, and set the thresholds."""
    intent = _measure_intents()
    by_scorer = _measure_answers()
    scorer = _better(by_scorer)
    row = answers.policy()
    row.curves = {
        "intent": intent.as_dict(),
        "answer": by_scorer[scorer].as_dict(),
        "scorer": scorer,
        "right_at_1": {name: _share_right(measured) for name, measured in by_scorer.items()},
    }
    return _apply(row, row.max_wrong_share if max_wrong_share is None else max_wrong_share)


def accept_wrong_share(*, max_wrong_share: float) -> models.Policy:
    """The operator moved the limit: the thresholds follow from what was measured last."""
    return _apply(answers.policy(), max_wrong_share)


def preview(max_wrong_share: float) -> dict[str, Any]:
    """What the limit would mean: thresholds, the share of questions answered, and the share answered wrongly."""
    curves = answers.policy().curves
    rungs = {name: _threshold(curves.get(name) or {}, max_wrong_share) for name in ("intent", "answer")}
    answered = sum(rung["answered"] for rung in rungs.values())
    return {
        "max_wrong_share": max_wrong_share,
        "intent_threshold": rungs["intent"]["threshold"],
        "answer_threshold": rungs["answer"]["threshold"],
        "coverage": answered / max(sum(rung["n"] for rung in rungs.values()), 1),
        "risk": sum(rung["wrong"] for rung in rungs.values()) / max(answered, 1),
        "rungs": rungs,
    }


def _apply(row: models.Policy, max_wrong_share: float) -> models.Policy:
    row.max_wrong_share = max_wrong_share
    for name in ("intent", "answer"):
        found = _threshold(row.curves.get(name) or {}, max_wrong_share)
        setattr(row, f"{name}_threshold", found["threshold"])
    row.chosen_at = timezone.now()
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    remembered_policy.forget()
    return row


def _threshold(measured: dict[str, Any], limit: float) -> dict[str, Any]:
    """The loosest threshold that keeps the limit, the confidence it is kept with, and what it costs."""
    scores, correct = measured.get("scores") or [], measured.get("correct") or []
    if not scores:
        return {"threshold": None, "confidence": None, "n": 0, "answered": 0, "wrong": 0}
    threshold, confidence = _safest(scores, correct, limit)
    given = [right for score, right in zip(scores, correct, strict=True) if score >= threshold]
    return {
        "threshold": threshold,
        "confidence": confidence,
        "n": len(scores),
        "answered": len(given),
        "wrong": given.count(False),
    }


def _safest(scores: list[float], correct: list[bool], limit: float) -> tuple[float, float]:
    for confidence in _CONFIDENCES:
        found = threshold_for_risk(scores, correct, limit, confidence=confidence)
        if found.attainable:
            return found.threshold, confidence
    curve = risk_coverage_curve(scores, correct)
    kept = [threshold for threshold, risk in zip(curve.threshold, curve.risk, strict=True) if risk <= limit]
    return (min(kept), 0.0) if kept else (NEVER, 0.0)


def _measure_intents() -> Measured:
    """In-scope questions with their intent; out-of-scope ones, for which every template is wrong."""
    rows = validation.labelled_questions(Split.VALIDATION)
    try:
        found = [
            heads["label"]
            for start in range(0, len(rows), _BATCH)
            for heads in patient_engine().classify(INTENT_MODEL, [row.text for row in rows[start : start + _BATCH]])
        ]
    except ModelNotFound:
        return Measured([], [])
    # What is recognised as out of scope is never answered, so it is neither right nor wrong.
    judged = [
        (one.reject_score, one.label == row.intent)
        for row, one in zip(rows, found, strict=True)
        if one.label != OUT_OF_SCOPE
    ]
    return Measured([float(score) for score, _right in judged], [bool(right) for _score, right in judged])


def _measure_answers() -> dict[str, Measured]:
    """The best passage for each question, by either scorer; right if it is in an article known to answer it."""
    rows = validation.located_questions(Split.VALIDATION)
    measured: dict[str, Measured] = {}
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        try:
            found = find([row.text for row in batch], patient=True)
        except NoKnowledge:
            break
        for row, passages in zip(batch, found, strict=True):
            for wanted in (FUSED, RERANKED):
                best, used = final_scores(row.text, passages, language=row.language, scorer=wanted, patient=True)
                if best and used == wanted:
                    one = measured.setdefault(wanted, Measured([], []))
                    one.scores.append(best[0].score)
                    one.correct.append(best[0].document in row.documents)
    return measured or {FUSED: Measured([], [])}


def _better(by_scorer: dict[str, Measured]) -> str:
    """The reranker must earn its time: on a tie the fused score, which costs nothing more, stays."""
    if len(by_scorer) < 2:
        return next(iter(by_scorer))
    ahead = _share_right(by_scorer[RERANKED]) > _share_right(by_scorer[FUSED])
    return RERANKED if ahead else FUSED


def _share_right(measured: Measured) -> float:
    return sum(measured.correct) / max(len(measured.correct), 1)
