"""Intervals that are honest: they cover the truth as often as they say, and cost a fraction of a second."""

import time

import numpy as np
import pytest

from modelkit.evaluation import metrics
from modelkit.evaluation.intervals import bootstrap, bootstrap_statistic, mean_by, proportion, share_among


def test_the_interval_of_a_share_is_about_as_wide_as_theory_says() -> None:
    right = np.arange(3080) % 100 < 94
    found = bootstrap(right, seed=1)
    spread = 1.96 * np.sqrt(0.94 * 0.06 / 3080)
    assert found.value == pytest.approx(right.mean())
    assert found.high - found.low == pytest.approx(2 * spread, rel=0.15)


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(0)
    found = [bootstrap(random.random(200) < 0.8, seed=trial, resamples=400) for trial in range(200)]
    covered = np.mean([interval.low <= 0.8 <= interval.high for interval in found])
    assert 0.90 <= covered <= 0.98


def test_equal_seeds_give_equal_intervals() -> None:
    values = np.random.default_rng(3).random(50)
    assert bootstrap(values, seed=5) == bootstrap(values, seed=5)
    assert bootstrap(values, seed=5) != bootstrap(values, seed=6)


def test_resampling_macro_f1_equals_computing_it_anew_on_each_resample() -> None:
    random = np.random.default_rng(0)
    labels, guesses = random.integers(0, 4, 60), random.integers(0, 4, 60)
    rows = random.integers(0, 60, (5, 60))
    weights = np.stack([np.bincount(row, minlength=60) for row in rows]).astype(float)
    anew = [metrics.macro_f1(guesses[row], labels[row]) for row in rows]
    assert metrics.macro_f1_of(guesses, labels)(weights) == pytest.approx(anew)


def test_a_thousand_resamples_of_a_test_set_take_well_under_a_second() -> None:
    labels = np.random.default_rng(0).integers(0, 77, 3080)
    start = time.process_time()
    bootstrap_statistic(metrics.macro_f1_of(labels, labels), 3080, resamples=1000)
    assert time.process_time() - start < 1.0


def test_rows_of_one_group_are_drawn_together() -> None:
    values = np.random.default_rng(0).random(200)
    alone, plain = bootstrap_statistic(*mean_by(values, np.arange(200))), bootstrap(values)
    assert [alone.value, alone.low, alone.high] == pytest.approx([plain.value, plain.low, plain.high])
    # Four equal rows of each tell no more than one, and independent rows would make the interval half as wide.
    four = bootstrap_statistic(*mean_by(np.repeat(values, 4), np.repeat(np.arange(200), 4)))
    assert [four.value, four.low, four.high] == pytest.approx([plain.value, plain.low, plain.high])
    independent = bootstrap(np.repeat(values, 4))
    assert four.high - four.low == pytest.approx(2 * (independent.high - independent.low), rel=0.15)


def test_a_group_weighs_by_its_rows_and_what_is_unknown_is_left_out() -> None:
    statistic, count = mean_by([1.0, 0.0, np.nan, 1.0], ["b", "a", "a", "b"], [1.0, 2.0, 9.0, 1.0])
    assert count == 2
    np.testing.assert_allclose(statistic(np.array([[1.0, 1.0], [1.0, 0.0], [1.0, 2.0]])), [0.5, 0.0, 2 / 3])
    unknown = bootstrap_statistic(*mean_by([np.nan], ["a"]))
    assert unknown.value == 0.0


def test_nothing_at_all_has_a_figure_without_failing() -> None:
    assert bootstrap([]).as_dict() == {"value": 0.0, "low": 0.0, "high": 0.0}
    assert bootstrap_statistic(share_among([1, 0], [False, False]), 2).value == 0.0
    assert bootstrap_statistic(*mean_by([], [])).value == 0.0


def test_exact_intervals_of_shares_match_published_values() -> None:
    # Rule of three, and the textbook case 5 of 10.
    assert proportion(0, 100).high == pytest.approx(0.0362, abs=1e-4)
    half = proportion(5, 10)
    assert [half.low, half.high] == pytest.approx([0.1871, 0.8129], abs=1e-4)
    assert proportion(0, 0).as_dict() == {"value": 0.0, "low": 0.0, "high": 1.0}
