"""Whether a question is a paraphrase of a corrected one: two numbers, and the chance that follows from them.

The nearest corrected question says what may be meant; the nearest other question, whose answer is another, says
what else. How far each must be is learned on the company's own examples, so that it suits the encoder in force.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Slope of the cosine, slope of the lead over the nearest other question, and the constant.
Weights = list[float]


@dataclass(frozen=True, slots=True)
class Nearness:
    """`place` is the nearest corrected question's among the neighbours, `lead` its cosine less the rival's."""

    place: int
    cosine: float
    lead: float

    def chance(self, weights: Weights) -> float:
        total = weights[0] * self.cosine + weights[1] * self.lead + weights[2]
        return 1 / (1 + math.exp(-max(min(total, 60.0), -60.0)))


def nearness(
    cosines: Sequence[float], is_taught: Sequence[bool], same_answer: Callable[[int, int], bool]
) -> Nearness | None:
    """Of neighbours, best first; none where no corrected question is among them.

    `same_answer(a, b)` says whether the questions at two places lead to the same answer.
    """
    place = next((number for number, taught in enumerate(is_taught) if taught), None)
    if place is None:
        return None
    rival = next((number for number in range(len(cosines)) if number != place and not same_answer(place, number)), None)
    # Where every neighbour says the same, the furthest of them is the least that a rival can be behind.
    behind = cosines[-1] if rival is None else cosines[rival]
    return Nearness(place, cosines[place], cosines[place] - behind)


def fit(seen: Sequence[Nearness], right: Sequence[bool]) -> Weights | None:
    """None where all are right, or none is."""
    # Only calibrating needs it; web processes stay small.
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    target = np.array(right, dtype=bool)
    if not len(target) or target.all() or not target.any():
        return None
    columns: NDArray[np.float64] = np.array([[one.cosine, one.lead] for one in seen])
    scaler = StandardScaler().fit(columns)
    model = LogisticRegression().fit(scaler.transform(columns), target)
    slopes = model.coef_[0] / scaler.scale_
    return [*map(float, slopes), float(model.intercept_[0] - slopes @ scaler.mean_)]
