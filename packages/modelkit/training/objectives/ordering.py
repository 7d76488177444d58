"""How well scores order the passages of each query."""

from torch import Tensor


def ordered_share(scores: Tensor, targets: Tensor) -> float:
    """The share of same-query pairs with unequal truth that scores [n] put in the right order; ties are half right.

    `targets` [n, 2] hold the query's number and the truth. Where no query has two passages to compare, all pairs
    are compared, which is then the area under the ROC curve.
    """
    query, truth = targets.unbind(1)
    better = truth[:, None] > truth[None, :]
    within = better & (query[:, None] == query[None, :])
    counted = within if bool(within.any()) else better
    if not bool(counted.any()):
        return 0.0
    right = (scores[:, None] > scores[None, :]).float() + 0.5 * (scores[:, None] == scores[None, :]).float()
    return float(right[counted].mean())
