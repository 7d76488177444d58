"""How much to spread: as much as a declared loss allows, judged on validation questions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modelkit.recommendation.data import Question
from modelkit.recommendation.diversity.spreading import Spreading
from modelkit.recommendation.truth import distances, measure
from modelkit.recommendation.truth.measuring import Scorer

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
STRENGTHS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
_METRIC = "ndcg@10"


@dataclass(frozen=True, slots=True)
class Spread:
    """`loss` is the share of NDCG@10 given up and `gain` the share of distance won, both on validation."""

    strength: float
    loss: float
    gain: float


NO_SPREAD = Spread(0.0, 0.0, 0.0)


def choose_strength(scorer: Scorer, questions: Sequence[Question], vectors: Floats, *, budget: float = 0.01) -> Spread:
    """The strongest of a few that keeps within the budget, a share of NDCG@10; strength 0 where none does."""
    return within(measured(scorer, questions, vectors), budget)


def measured(scorer: Scorer, questions: Sequence[Question], vectors: Floats) -> Iterator[Spread]:
    """What each of a few strengths costs and brings, the weakest first."""
    plain = measure(scorer, questions)
    before, apart = float(plain.metrics[_METRIC].mean()), _apart(plain.listed, vectors)
    for strength in STRENGTHS:
        found = measure(Spreading(scorer, vectors, strength=strength), questions)
        loss = 1.0 - float(found.metrics[_METRIC].mean()) / max(before, 1e-9)
        yield Spread(strength, loss, _apart(found.listed, vectors) / max(apart, 1e-9) - 1.0)


def _apart(listed: Places, vectors: Floats) -> float:
    """A list without a pair has no distance."""
    return float(np.nan_to_num(distances(listed, vectors)).mean())


def within(spreads: Iterable[Spread], budget: float) -> Spread:
    """The strongest before the first that costs more; one beyond that which costs less again is chance."""
    chosen = NO_SPREAD
    for one in spreads:
        if one.loss > budget:
            break
        chosen = one
    return chosen
