"""The operator says how many wrong answers are acceptable; validation data say which thresholds follow."""

from typing import Any

from django.utils import timezone

from services.support import models
from services.support.actions.limits import thresholds_for
from services.support.actions.policy.measuring import best, measure_answers, measure_intents, share_right
from services.support.actions.remembered import policy as remembered_policy
from services.support.queries import answers

_CHOSEN = ("max_wrong_share", "confident", "intent_threshold", "answer_threshold", "curves", "chosen_at")


def choose_thresholds(*, max_wrong_share: float | None = None) -> models.Policy:
    """Measure both rungs on the validation rows with the models in force, and set the thresholds."""
    measured = measure()
    row = answers.policy()
    row.curves = measured
    return _apply(row, row.max_wrong_share if max_wrong_share is None else max_wrong_share, confident=row.confident)


def measure() -> dict[str, Any]:
    """What thresholds follow from: both rungs on the validation rows, with whatever models answer now."""
    intent = measure_intents()
    by_scorer, weights = measure_answers()
    scorer = best(by_scorer)
    return {
        "intent": intent.as_dict(),
        "answer": by_scorer[scorer].as_dict(),
        "scorer": scorer,
        "weights": weights,
        "right_at_1": {name: share_right(measured) for name, measured in by_scorer.items()},
    }


def accept_wrong_share(*, max_wrong_share: float, confident: bool = False) -> models.Policy:
    """The operator moved the limit: the thresholds follow from what was measured last."""
    return _apply(answers.policy(), max_wrong_share, confident=confident)


def preview(max_wrong_share: float, *, confident: bool = False) -> dict[str, Any]:
    """What the limit would mean: thresholds, the share of questions answered, and the share answered wrongly."""
    rungs = thresholds_for(answers.policy().curves, max_wrong_share, confident=confident)
    answered = sum(rung["answered"] for rung in rungs.values())
    return {
        "max_wrong_share": max_wrong_share,
        "confident": confident,
        "intent_threshold": rungs["intent"]["threshold"],
        "answer_threshold": rungs["answer"]["threshold"],
        "coverage": answered / max(sum(rung["n"] for rung in rungs.values()), 1),
        "risk": sum(rung["wrong"] for rung in rungs.values()) / max(answered, 1),
        "rungs": rungs,
    }


def _apply(row: models.Policy, max_wrong_share: float, *, confident: bool) -> models.Policy:
    row.max_wrong_share, row.confident = max_wrong_share, confident
    for name, found in thresholds_for(row.curves, max_wrong_share, confident=confident).items():
        setattr(row, f"{name}_threshold", found["threshold"])
    row.chosen_at = timezone.now()
    row.full_clean(validate_unique=False, validate_constraints=False)
    # Not the whole row: while scores were measured, somebody may have saved what this leaves alone.
    row.save(update_fields=[*_CHOSEN, "updated_at"])
    remembered_policy.forget()
    return row
