from pathlib import Path

import pytest
import torch

from modelkit.data import ScoredPair
from modelkit.errors import DataError
from modelkit.training.objectives.ordering import ordered_share
from tests.modelkit.training.families import FAMILIES

PAIRWISE = next(family for family in FAMILIES if family.objective == "pairwise")


def test_comparisons_stay_within_a_query(backbone: Path) -> None:
    records = [ScoredPair("a", "x", 1), ScoredPair("a", "y", 0), ScoredPair("b", "z", 0), ScoredPair("a", "w", 0.5)]
    examples = PAIRWISE.objective_on(backbone).examples(records)
    assert sorted(examples.rows) == [(0, 1), (0, 3), (3, 1)]


def test_nothing_to_compare_says_what_to_do(backbone: Path) -> None:
    with pytest.raises(DataError, match="objective=pointwise"):
        PAIRWISE.objective_on(backbone).examples([ScoredPair("a", "x", 1), ScoredPair("b", "y", 0)])


@pytest.mark.parametrize(
    ("scores", "targets", "wanted"),
    [
        ([3.0, 1.0], [[0, 1.0], [0, 0.0]], 1.0),
        ([1.0, 3.0], [[0, 1.0], [0, 0.0]], 0.0),
        ([2.0, 2.0], [[0, 1.0], [0, 0.0]], 0.5),
        # Across queries only where no query has two.
        ([2.0, 1.0, 9.0], [[0, 1.0], [0, 0.0], [1, 0.0]], 1.0),
        ([2.0, 1.0], [[0, 1.0], [1, 0.0]], 1.0),
        ([2.0, 1.0], [[0, 1.0], [0, 1.0]], 0.0),
    ],
)
def test_the_ordered_share(scores: list[float], targets: list[list[float]], wanted: float) -> None:
    assert ordered_share(torch.tensor(scores), torch.tensor(targets)) == wanted
