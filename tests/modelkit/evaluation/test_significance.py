"""Better, or lucky."""

import numpy as np
import pytest
from scipy.stats import binom

from modelkit.evaluation.significance import mcnemar, paired_bootstrap


def test_a_real_difference_is_significant_though_both_intervals_overlap() -> None:
    random = np.random.default_rng(0)
    first = random.random(1000) < 0.90
    second = first & (random.random(1000) < 0.98)
    found = paired_bootstrap(first, second)
    assert found.significant
    assert found.p_value < 0.01
    assert found.difference.value == pytest.approx(first.mean() - second.mean())


def test_two_equal_models_are_never_significant() -> None:
    right = np.random.default_rng(0).random(500) < 0.9
    found = paired_bootstrap(right, right)
    assert not found.significant
    assert found.p_value == 1.0


def test_luck_is_seldom_called_significant() -> None:
    random = np.random.default_rng(1)
    trials = [
        paired_bootstrap(random.random(300) < 0.8, random.random(300) < 0.8, seed=trial, resamples=300)
        for trial in range(200)
    ]
    assert np.mean([trial.significant for trial in trials]) < 0.1


def test_mcnemar_is_the_exact_binomial_test_of_the_rows_that_differ() -> None:
    first = np.array([True] * 10 + [False] * 2 + [True] * 50)
    second = np.array([False] * 10 + [True] * 2 + [True] * 50)
    found = mcnemar(first, second)
    assert (found.only_first, found.only_second) == (10, 2)
    assert found.p_value == pytest.approx(2 * binom.cdf(2, 12, 0.5))
    assert mcnemar(first, first).p_value == 1.0
