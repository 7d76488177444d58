"""Two ways to list, on the same users: whose lists hold more of what is liked?

What is opened is mostly what was shown, so a way that lists what was shown before is flattered. Where senders told the
chances with which items had been shown, what was opened weighs by how seldom it was shown, as if everything had been
shown alike (self-normalised inverse propensities: Swaminathan and Joachims, NeurIPS 2015; Schnabel et al., ICML 2016).
The heaviest are held down until fifty rows of equal weight would say as much (Ionides, 2008): few of them would decide
alone, and held down further, what was shown would count too much again.

Days of one user are not independent, so intervals draw users, with all of their days.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from modelkit.evaluation.intervals import Interval, bootstrap_statistic, mean_by
from modelkit.evaluation.significance import compare_statistics
from services.recommend.actions.evaluating.measuring import Column, Rows

# Chosen on simulated readers, whose liking is known: docs/decisions/0014-liked-or-shown.md.
ENOUGH = 50.0
# Chances must be known of so much of what was opened.
_MOST = 0.5
_HALVINGS = 60
# What the second figure is called.
FAIR = "snips dcg@10"


@dataclass(frozen=True)
class Comparison:
    """The figure of each way, and the first minus the second."""

    own: Interval
    other: Interval
    difference: Interval


def compare(own: Rows, other: Rows) -> Comparison:
    """NDCG@10. `own` and `other` hold the same users in the same order."""
    return _compared(np.array(own.ndcg), np.array(other.ndcg), own.users)


def compare_fair(own: Rows, other: Rows) -> Comparison | None:
    """The mean discounted gain of what was opened, weighed; None where too few chances are known.

    Its intervals are wide: it tells a difference for sure much later than NDCG@10, but not what is not there.
    """
    worths = worth(own.chances)
    if worths is None:
        return None
    share = np.array([one.sum() for one in worths])
    values, against = (_weighed(rows.gains, worths) for rows in (own, other))
    return _compared(values, against, own.users, share)


def _compared(own: Column, other: Column, users: Sequence[str], share: Column | None = None) -> Comparison:
    first, second = (bootstrap_statistic(*mean_by(one, users, share)) for one in (own, other))
    return Comparison(first, second, compare_statistics(*mean_by(own - other, users, share)).difference)


def worth(chances: Sequence[Column]) -> list[Column] | None:
    """How much each of what was opened weighs, 0 where its chance is not known; None where too few are known."""
    flat = np.concatenate([np.zeros(0), *chances])
    known = np.isfinite(flat)
    if known.sum() < max(ENOUGH, _MOST * len(flat)):
        return None
    weights = np.zeros(len(flat))
    weights[known] = _capped(1.0 / flat[known])
    return np.split(weights, np.cumsum([len(one) for one in chances])[:-1])


def _capped(weights: Column) -> Column:
    """Under the largest cap with which they say as much as `ENOUGH` rows of equal weight; their mean is 1."""
    low, high = float(weights.min()), float(weights.max())
    if _effective(weights) >= ENOUGH:
        low = high
    # The lower the cap, the more alike they are.
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _effective(np.minimum(weights, middle)) >= ENOUGH else (low, middle)
    held = np.minimum(weights, low)
    return np.asarray(held / held.mean())


def _effective(weights: Column) -> float:
    """Kish's effective number of rows."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def _weighed(gains: Sequence[Column], worths: Sequence[Column]) -> Column:
    """The weighed mean of each user's gains, [users]; 0 for one of whom nothing is known."""
    pairs = zip(gains, worths, strict=True)
    return np.array([float(own @ weights) / weights.sum() if weights.any() else 0.0 for own, weights in pairs])
