"""Preferences by pairs: right often enough, however often somebody looks."""

import numpy as np
import pytest
from scipy.special import betaln

from shared.experiments.sequences import LEVEL
from shared.experiments.signs import preference


def test_of_nothing_nothing_is_known() -> None:
    found = preference(0, 0)
    assert (found.value, found.low, found.high, found.known) == (None, 0.0, 1.0, False)


@pytest.mark.parametrize(("wins", "losses"), [(8, 0), (20, 4), (80, 40)])
def test_a_clear_preference_is_known_and_its_mirror_too(wins: int, losses: int) -> None:
    found, mirrored = preference(wins, losses), preference(losses, wins)
    assert found.known
    assert found.low > 0.5
    assert (mirrored.low, mirrored.high) == pytest.approx((1 - found.high, 1 - found.low))


@pytest.mark.parametrize(("wins", "losses"), [(3, 0), (9, 1), (20, 12), (50, 50)])
def test_few_or_even_pairs_say_nothing_yet(wins: int, losses: int) -> None:
    found = preference(wins, losses)
    assert not found.known
    assert found.low < wins / (wins + losses) <= found.high


def test_looking_after_every_pair_is_wrong_no_more_often_than_allowed() -> None:
    """Two thousand people who prefer neither, each watched for five hundred pairs."""
    coins = np.random.default_rng(7).integers(0, 2, size=(2_000, 500))
    wins = coins.cumsum(axis=1)
    pairs = np.arange(1, 501)
    evidence = betaln(wins + 1, pairs - wins + 1) + pairs * np.log(2)
    at = np.unravel_index(evidence.argmax(), evidence.shape)
    assert preference(int(wins[at]), int(pairs[at[1]] - wins[at])).known
    assert (evidence.max(axis=1) > -np.log(LEVEL)).mean() <= LEVEL
