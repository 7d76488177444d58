"""From examples to weights. The place on the page is a feature while learning and constant afterwards, so that what
an item owes to its place is not taken for liking."""

import numpy as np

from modelkit.evaluation.intervals import Interval, bootstrap_statistic, mean_by
from services.recommend.actions.ranking.features import NAMES
from services.recommend.actions.ranking.learned import LearnedRanker, Weights
from services.recommend.actions.training.examples import Examples

_STRENGTHS = (0.01, 0.1, 1.0, 10.0)


def fit(examples: Examples, *, strength: float = 1.0) -> Weights:
    """`strength` is the inverse of the penalty."""
    # Of no use to a process that does not train, and large.
    from sklearn.linear_model import LogisticRegression

    rows = np.column_stack([examples.features, np.log(examples.position)])
    mean, scale = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    model = LogisticRegression(C=strength, max_iter=500).fit(
        (rows - mean) / scale, examples.opened, sample_weight=examples.weight
    )
    found = model.coef_[0]
    # At the first place, whose logarithm is 0, the position's own part is this.
    bias = float(model.intercept_[0] - found[-1] * mean[-1] / scale[-1])
    last = len(NAMES)
    return Weights(mean[:last].tolist(), scale[:last].tolist(), found[:last].tolist(), bias)


def fit_best(train: Examples, validation: Examples) -> Weights:
    """The penalty is chosen on the validation days; the days that measure the version are others."""
    candidates = [fit(train, strength=strength) for strength in _STRENGTHS]
    return max(candidates, key=lambda weights: auroc(weights, validation).value)


def auroc(ranker: Weights | LearnedRanker, examples: Examples) -> Interval:
    """Is the opened ranked above the unopened of the same reader's day? The mean over days, its interval over users."""
    from sklearn.metrics import roc_auc_score

    odds = ranker.odds(examples.features)
    found, whose = [], []
    for user in np.unique(examples.user):
        mine = examples.user == user
        opened = examples.opened[mine]
        if 0 < opened.sum() < len(opened):
            found.append(float(roc_auc_score(opened, odds[mine], sample_weight=examples.weight[mine])))
            whose.append(examples.names[user])
    return bootstrap_statistic(*mean_by(found, whose)) if found else Interval(0.5, 0.0, 1.0)
