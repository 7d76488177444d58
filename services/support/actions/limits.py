"""From measured scores to the threshold that keeps the operator's limit on wrong answers."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from modelkit.evaluation.intervals import proportion
from modelkit.evaluation.risk import threshold_for_risk

# Above every score there is: nothing passes. (Infinity does not survive JSON.)
NEVER = 1e9


def thresholds_for(curves: Mapping[str, Any], limit: float, *, confident: bool) -> dict[str, dict[str, Any]]:
    """`threshold_for` of both rungs that a limit opens or closes."""
    return {name: threshold_for(curves.get(name) or {}, limit, confident=confident) for name in ("intent", "answer")}


def threshold_for(measured: Mapping[str, Any], limit: float, *, confident: bool = False) -> dict[str, Any]:
    """The loosest threshold that keeps the limit, what it costs, and where the interval of the wrong share ends.

    `confident`: the true share keeps it with 95 % confidence; otherwise the measured share keeps it.
    """
    scores, correct = measured.get("scores") or [], measured.get("correct") or []
    if not scores:
        return {"threshold": None, "highest": None, "n": 0, "answered": 0, "wrong": 0}
    threshold = _proven(scores, correct, limit) if confident else _loosest(scores, correct, limit)
    given = [right for score, right in zip(scores, correct, strict=True) if score >= threshold]
    return {
        "threshold": threshold,
        "highest": proportion(given.count(False), len(given)).high if given else None,
        "n": len(scores),
        "answered": len(given),
        "wrong": given.count(False),
    }


def _proven(scores: list[float], correct: list[bool], limit: float) -> float:
    found = threshold_for_risk(scores, correct, limit)
    return found.threshold if found.attainable else NEVER


def _loosest(scores: list[float], correct: list[bool], limit: float) -> float:
    """The lowest threshold above which the measured share of wrong answers stays within the limit.

    Fewer answers than one in `limit` could not show that the limit is kept, so they open nothing.
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
