"""The operator's largest share of wrong answers is kept, on data the threshold never saw."""

import json

import numpy as np
import pytest

from modelkit.evaluation.risk import risk_coverage_curve, threshold_for_risk


def _sample(rows: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores of which a high one is right more often; about 20 % of all are wrong."""
    random = np.random.default_rng(seed)
    scores = random.random(rows)
    return scores, random.random(rows) < 0.6 + 0.4 * np.sqrt(scores)


@pytest.mark.parametrize("limit", [0.02, 0.05, 0.10])
def test_the_limit_is_broken_no_more_often_than_the_confidence_allows(limit: float) -> None:
    scores, correct = _sample(200_000, seed=1)
    broken = 0
    for trial in range(200):
        chosen = threshold_for_risk(*_sample(600, seed=1000 + trial), limit)
        answered = scores >= chosen.threshold
        broken += bool(answered.any()) and float((~correct[answered]).mean()) > limit
    assert broken / 200 <= 0.05


def test_more_validation_data_buys_more_coverage() -> None:
    few, many = (threshold_for_risk(*_sample(rows, seed=3), 0.10) for rows in (300, 10_000))
    assert many.coverage.value > few.coverage.value > 0


def test_a_model_that_is_good_enough_answers_everything() -> None:
    scores = np.linspace(0, 1, 500)
    chosen = threshold_for_risk(scores, np.ones(500, dtype=bool), 0.05)
    assert chosen.threshold == scores.min()
    assert chosen.coverage.value == 1.0


@pytest.mark.parametrize(("rows", "right"), [(0, True), (10, True), (500, False)])
def test_what_cannot_be_proven_safe_is_not_answered(rows: int, right: bool) -> None:
    chosen = threshold_for_risk(np.linspace(0, 1, rows), np.full(rows, right), 0.05)
    assert not chosen.attainable
    assert chosen.coverage.value == 0.0
    assert json.loads(json.dumps(chosen.as_dict(), allow_nan=False))["threshold"] is None


def test_equal_scores_are_answered_together_or_not_at_all() -> None:
    scores = np.repeat([0.9, 0.5], 300)
    correct = np.repeat([True, False], 300)
    chosen = threshold_for_risk(scores, correct, 0.05)
    assert chosen.threshold == 0.9
    assert chosen.coverage.value == 0.5
    assert chosen.risk.value == 0.0


def test_the_curve_runs_from_strict_to_loose_and_is_plain_json() -> None:
    scores, correct = _sample(1000, seed=2)
    curve = risk_coverage_curve(scores, correct, points=50)
    assert curve.coverage == sorted(curve.coverage)
    assert curve.coverage[-1] == 1.0
    assert curve.risk[-1] == pytest.approx(1 - correct.mean())
    assert curve.threshold == sorted(curve.threshold, reverse=True)
    assert all(low <= risk <= high for low, risk, high in zip(curve.risk_low, curve.risk, curve.risk_high, strict=True))
    json.dumps(curve.as_dict(), allow_nan=False)


def test_a_useful_score_has_a_smaller_area_than_a_useless_one() -> None:
    scores, correct = _sample(2000, seed=4)
    useless = np.random.default_rng(0).random(2000)
    assert risk_coverage_curve(scores, correct).area < risk_coverage_curve(useless, correct).area - 0.03


def test_a_curve_of_nothing_is_empty() -> None:
    assert risk_coverage_curve([], []).coverage == []
