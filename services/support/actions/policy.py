"""The operator says how many wrong answers are acceptable; validation data say which thresholds follow."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils import timezone

from modelkit.errors import ModelNotFound
from modelkit.evaluation.intervals import proportion
from modelkit.evaluation.risk import risk_coverage_curve
from services.support import models
from services.support.actions.answer.intent import OUT_OF_SCOPE
from services.support.actions.answer.outcome import Passage
from services.support.actions.answer.retrieve import NoKnowledge, find
from services.support.actions.answer.scoring import FUSED, RERANKED, WEIGHED, final_scores
from services.support.actions.answer.weighing import Weights, cross_weighed, fit
from services.support.actions.engine import INTENT_MODEL, patient_engine
from services.support.actions.remembered import policy as remembered_policy
from services.support.models.choices import Split
from services.support.queries import answers, validation

# Above every score there is: nothing passes. (Infinity does not survive JSON.)
NEVER = 1e9
_BATCH = 64
SCORERS = (FUSED, WEIGHED, RERANKED)


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
    by_scorer, weights = _measure_answers()
    scorer = _best(by_scorer)
    row = answers.policy()
    row.curves = {
        "intent": intent.as_dict(),
        "answer": by_scorer[scorer].as_dict(),
        "scorer": scorer,
        "weights": weights,
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
    """The loosest threshold that keeps the limit, what it costs, and where the interval of the wrong share ends."""
    scores, correct = measured.get("scores") or [], measured.get("correct") or []
    if not scores:
        return {"threshold": None, "highest": None, "n": 0, "answered": 0, "wrong": 0}
    threshold = _loosest(scores, correct, limit)
    given = [right for score, right in zip(scores, correct, strict=True) if score >= threshold]
    return {
        "threshold": threshold,
        "highest": proportion(given.count(False), len(given)).high if given else None,
        "n": len(scores),
        "answered": len(given),
        "wrong": given.count(False),
    }


def _loosest(scores: list[float], correct: list[bool], limit: float) -> float:
    """The lowest threshold above which the measured share of wrong answers stays within the limit.

    Fewer answers than one in `limit` could not show that the limit is kept, so they open nothing. The page shows
    the interval beside the share: a promise with 95 % confidence would leave most questions to people until
    validation holds thousands of them.
    """
    order = np.argsort(-np.array(scores), kind="stable")
    ranked = np.array(scores)[order]
    wrong = np.cumsum(~np.array(correct, dtype=bool)[order])
    given = np.arange(1, len(ranked) + 1)
    kept = (wrong / given <= limit) & (given >= 1 / limit)
    # Equal scores pass or fail together.
    whole = np.append(ranked[1:] != ranked[:-1], True)
    places = np.flatnonzero(kept & whole)
    return float(ranked[places[-1]]) if len(places) else NEVER


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


def _measure_answers() -> tuple[dict[str, Measured], Weights | None]:
    """The best passage for each question, by each scorer; right if it is in an article known to answer it."""
    rows = validation.located_questions(Split.VALIDATION)
    found = _found(rows)
    if not found:
        return {FUSED: Measured([], [])}, None
    ranked = {
        scorer: [
            final_scores(row.text, passages, language=row.language, scorer=scorer, patient=True)
            for row, passages in zip(rows, found, strict=True)
        ]
        for scorer in (FUSED, RERANKED)
    }
    fused = [passages for passages, _used in ranked[FUSED]]
    measured = {FUSED: _measured(rows, fused)}
    if all(used == RERANKED for _passages, used in ranked[RERANKED]):
        measured[RERANKED] = _measured(rows, [passages for passages, _used in ranked[RERANKED]])
    judged = [
        (passages, row.language, [passage.document in row.documents for passage in passages])
        for row, passages in zip(rows, fused, strict=True)
    ]
    if weights := fit(judged):
        measured[WEIGHED] = _measured(rows, cross_weighed(judged))
    return measured, weights


def _found(rows: list[validation.Located]) -> list[list[Passage]]:
    try:
        return [
            passages
            for start in range(0, len(rows), _BATCH)
            for passages in find([row.text for row in rows[start : start + _BATCH]], patient=True)
        ]
    except NoKnowledge:
        return []


def _measured(rows: list[validation.Located], ranked: list[list[Passage]]) -> Measured:
    first = [(row, passages[0]) for row, passages in zip(rows, ranked, strict=True) if passages]
    return Measured([best.score for _row, best in first], [best.document in row.documents for row, best in first])


def _best(by_scorer: dict[str, Measured]) -> str:
    """The scorer that best ranks right answers above wrong ones, so that a threshold on it costs least.

    A tie goes to the earlier: the fused score costs nothing more, the reranker must earn its time.
    """
    return min((scorer for scorer in SCORERS if scorer in by_scorer), key=lambda scorer: _mean_risk(by_scorer[scorer]))


def _mean_risk(measured: Measured) -> float:
    """The share of wrong answers, averaged over every share of questions that could be answered."""
    order = np.argsort(-np.array(measured.scores), kind="stable")
    wrong = ~np.array(measured.correct, dtype=bool)[order]
    return float(np.mean(np.cumsum(wrong) / np.arange(1, len(wrong) + 1))) if len(wrong) else 1.0


def _share_right(measured: Measured) -> float:
    return sum(measured.correct) / max(len(measured.correct), 1)
