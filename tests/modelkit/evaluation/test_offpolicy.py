"""What another way would have earned is told from what this one showed, in a world where the truth is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from modelkit.evaluation.offpolicy import Shown, doubly_robust, snips

Column = NDArray[np.float64]
ROWS, THINGS = 20_000, 8
CHANCES = np.linspace(0.02, 0.4, THINGS)


def world(seed: int) -> tuple[Shown, NDArray[np.int64], Column]:
    """Things shown by one way, which prefers the bad ones; the other prefers the good ones."""
    rng = np.random.default_rng(seed)
    logged = np.arange(THINGS, 0, -1) / np.arange(1, THINGS + 1).sum()
    target = np.arange(1, THINGS + 1) ** 2 / (np.arange(1, THINGS + 1) ** 2).sum()
    thing = rng.choice(THINGS, ROWS, p=logged)
    earned = (rng.random(ROWS) < CHANCES[thing]).astype(np.float64)
    users = rng.integers(0, 500, ROWS)
    return Shown(earned, logged[thing], target[thing], users), thing, target


def test_the_mean_shown_is_biased_and_the_estimates_are_not() -> None:
    shown, thing, target = world(1)
    truth = float(target @ CHANCES)
    assert abs(shown.earned.mean() - truth) > 0.1
    guess = CHANCES + 0.05
    robust = doubly_robust(shown, expected=guess[thing], expected_of_target=np.full(ROWS, float(target @ guess)))
    for found in (snips(shown), robust):
        assert found.value.low < truth < found.value.high
        assert abs(found.value.value - truth) < 0.02
        assert 0 < found.effective < ROWS


@pytest.mark.parametrize("seed", [2, 3])
def test_a_model_that_is_wrong_does_no_harm_where_propensities_are_right(seed: int) -> None:
    shown, _thing, target = world(seed)
    found = doubly_robust(shown, expected=np.full(ROWS, 0.9), expected_of_target=np.full(ROWS, 0.9))
    assert found.value.low < float(target @ CHANCES) < found.value.high


def test_no_row_carries_everything() -> None:
    lucky = Shown(np.array([1.0, 0.0]), np.array([1e-9, 1.0]), np.array([1.0, 1.0]), np.array([0, 1]))
    assert lucky.weights.max() == 50.0
