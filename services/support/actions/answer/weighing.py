"""Weigh what the search knows of a passage into one chance that it answers, learned on the company's questions.

A cosine alone cannot tell "close to something we know" from "answered by it": shared words, and standing out from
the runner-up, say as much. Four weights are few enough for a hundred questions.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from services.support.actions.answer.outcome import Passage

# One per feature, and the constant last. JSON keeps it in the policy's row.
Weights = list[float]
# Passages of one question, and whether each is in an article known to answer it.
Judged = tuple[Sequence[Passage], str, Sequence[bool]]

FOLDS = 5


def weigh(passages: Sequence[Passage], weights: Weights, *, language: str) -> list[Passage]:
    """The passages by their chance to answer, best first; `score` is that chance, in 0–1."""
    if not passages:
        return []
    chances = 1 / (1 + np.exp(-(_features(passages, language) @ np.array(weights[:-1]) + weights[-1])))
    weighed = [replace(passage, score=float(chance)) for passage, chance in zip(passages, chances, strict=True)]
    return sorted(weighed, key=lambda passage: passage.score, reverse=True)


def fit(judged: Sequence[Judged]) -> Weights | None:
    """Weights from judged questions; None where all passages are right, or none is."""
    # Only choosing thresholds needs it; web processes, which weigh with what was learned, stay small.
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    rows = [_features(passages, language) for passages, language, _right in judged if passages]
    right = np.array([flag for passages, _language, flags in judged if passages for flag in flags])
    if not len(right) or right.all() or not right.any():
        return None
    scaler = StandardScaler().fit(np.concatenate(rows))
    model = LogisticRegression().fit(scaler.transform(np.concatenate(rows)), right)
    slopes = model.coef_[0] / scaler.scale_
    return [*map(float, slopes), float(model.intercept_[0] - slopes @ scaler.mean_)]


def cross_weighed(judged: Sequence[Judged]) -> list[list[Passage]]:
    """Each question weighed by weights that were fitted without it, so that thresholds can be chosen honestly."""
    weighed: list[list[Passage]] = []
    for place, (passages, language, _right) in enumerate(judged):
        fold = place % FOLDS
        weights = fit([one for other, one in enumerate(judged) if other % FOLDS != fold]) if passages else None
        weighed.append(weigh(passages, weights, language=language) if weights else [])
    return weighed


def _features(passages: Sequence[Passage], language: str) -> NDArray[np.float64]:
    """[n, 4]: cosine, words in common, lead over the best other article, and the customer's own language."""
    return np.array(
        [
            [
                passage.dense,
                math.log1p(max(passage.lexical, 0.0)),
                passage.dense - max((one.dense for one in passages if one.document != passage.document), default=0.0),
                float(passage.language == language),
            ]
            for passage in passages
        ]
    )
