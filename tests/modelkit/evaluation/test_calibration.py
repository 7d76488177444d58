"""Shown probabilities mean what they say."""

import numpy as np
import pytest

from modelkit.evaluation.calibration import expected_calibration_error, fit_temperature, reliability
from modelkit.models.gates import softmax


def _overconfident(rows: int, *, factor: float) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are `factor` times too sure of labels drawn from the honest ones."""
    random = np.random.default_rng(0)
    honest = random.normal(0, 2, (rows, 5))
    labels = np.array([random.choice(5, p=row) for row in _probabilities(honest)])
    return (honest * factor).astype(np.float32), labels


def _probabilities(logits: np.ndarray) -> np.ndarray:
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))


def test_temperature_finds_by_how_much_a_model_is_too_sure() -> None:
    logits, labels = _overconfident(4000, factor=3.0)
    assert fit_temperature(logits, labels) == pytest.approx(3.0, rel=0.1)


def test_temperature_mends_the_calibration_error_and_changes_no_answer() -> None:
    logits, labels = _overconfident(4000, factor=3.0)
    right = logits.argmax(axis=1) == labels
    before, after = softmax(logits), softmax(logits, temperature=fit_temperature(logits, labels))
    assert expected_calibration_error(after.max(axis=1), right) < 0.03
    assert expected_calibration_error(before.max(axis=1), right) > 0.1
    assert (before.argmax(axis=1) == after.argmax(axis=1)).all()


def test_temperature_stays_finite_where_everything_is_right_or_nothing_is_given() -> None:
    assert fit_temperature(np.eye(3, dtype=np.float32), [0, 1, 2]) >= 0.05
    assert fit_temperature(np.zeros((0, 3), dtype=np.float32), []) == 1.0


def test_calibration_error_of_two_bins_by_hand() -> None:
    # Two rows shown 0.95, one right; two rows shown 0.55, both right.
    shown, right = [0.95, 0.95, 0.55, 0.55], [1, 0, 1, 1]
    assert expected_calibration_error(shown, right, bins=10) == pytest.approx((0.45 + 0.45) / 2)
    diagram = reliability(shown, right, bins=10)
    assert diagram.count == [2, 2]
    assert diagram.accuracy == [1.0, 0.5]
    assert diagram.probability == pytest.approx([0.55, 0.95])
