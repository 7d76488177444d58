"""The operator says how many wrong answers are acceptable; validation data say which thresholds follow."""

from typing import Any

import numpy as np
from django.utils import timezone

from modelkit.evaluation.intervals import proportion
from services.support import models
from services.support.actions.policy.measuring import best, measure_answers, measure_intents, share_right
from services.support.actions.remembered import policy as remembered_policy
from services.support.queries import answers

# Above every score there is: nothing passes. (Infinity does not survive JSON.)
NEVER = 1e9


def choose_thresholds(*, max_wrong_share: float | None = None) -> models.Policy:
    """Measure both rungs on the validation rows with the models in force, and set the thresholds."""
    intent = measure_intents()
    by_scorer, weights = measure_answers()
    scorer = best(by_scorer)
    row = answers.policy()
    row.curves = {
        "intent": intent.as_dict(),
        "answer": by_scorer[scorer].as_dict(),
        "scorer": scorer,
        "weights": weights,
        "right_at_1": {name: share_right(measured) for name, measured in by_scorer.items()},
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
