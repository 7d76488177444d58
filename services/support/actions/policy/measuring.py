"""How good the answers were on validation questions: a score for each, and whether it would have been right."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from modelkit.errors import ModelNotFound
from modelkit.evaluation.risk import risk_coverage_curve
from services.support.actions import remembered
from services.support.actions.answer.intent import OUT_OF_SCOPE, certainty
from services.support.actions.answer.outcome import Passage
from services.support.actions.answer.retrieve import NoKnowledge, find
from services.support.actions.answer.scoring import FUSED, RERANKED, WEIGHED, final_scores
from services.support.actions.answer.weighing import Weights, cross_weighed, fit
from services.support.actions.engine import INTENT_MODEL, patient_engine
from services.support.models.choices import Split
from services.support.queries import validation

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


def measure_intents() -> Measured:
    """Questions with their intent; and those that an article answers or nothing does, for which any template is wrong.

    The first rung sees every question, so the ones that belong to the second count against it.
    """
    rows = validation.labelled_questions(Split.VALIDATION) + validation.article_questions(Split.VALIDATION)
    try:
        model = remembered.called(INTENT_MODEL)
        found = [
            heads["label"]
            for start in range(0, len(rows), _BATCH)
            for heads in patient_engine().classify(model, [row.text for row in rows[start : start + _BATCH]])
        ]
    except ModelNotFound:
        return Measured([], [])
    # What is recognised as out of scope is never answered, so it is neither right nor wrong.
    judged = [
        (certainty(one), one.label == row.intent)
        for row, one in zip(rows, found, strict=True)
        if one.label != OUT_OF_SCOPE
    ]
    return Measured([float(score) for score, _right in judged], [bool(right) for _score, right in judged])


def measure_answers() -> tuple[dict[str, Measured], Weights | None]:
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


def best(by_scorer: dict[str, Measured]) -> str:
    """The scorer that best ranks right answers above wrong ones, so that a threshold on it costs least.

    A tie goes to the earlier: the fused score costs nothing more, the reranker must earn its time.
    """
    return min((scorer for scorer in SCORERS if scorer in by_scorer), key=lambda scorer: _mean_risk(by_scorer[scorer]))


def _mean_risk(measured: Measured) -> float:
    """The share of wrong answers, averaged over every share of questions that could be answered."""
    order = np.argsort(-np.array(measured.scores), kind="stable")
    wrong = ~np.array(measured.correct, dtype=bool)[order]
    return float(np.mean(np.cumsum(wrong) / np.arange(1, len(wrong) + 1))) if len(wrong) else 1.0


def share_right(measured: Measured) -> float:
    return sum(measured.correct) / max(len(measured.correct), 1)
