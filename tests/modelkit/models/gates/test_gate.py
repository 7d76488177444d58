"""A gate scores alike before and after it was saved, and keeps its two numbers apart."""

from pathlib import Path

import numpy as np
import pytest

from modelkit.models.gates import FEATURES, Bank, Gate, gate_features, load_gates, save_gates, softmax


@pytest.fixture
def seen() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    return random.normal(0, 3, (40, 5)).astype(np.float32), random.normal(size=(40, 8)).astype(np.float32)


@pytest.fixture
def gate() -> Gate:
    bank = Bank.of(np.random.default_rng(1).normal(size=(200, 8)).astype(np.float32))
    terms = dict(zip(FEATURES, (0.4, 1.0, 0.2, 0.1, 3.0, 2.0), strict=True))
    return Gate("combination", 0.5, temperature=2.0, terms=terms, bias=-4.0, bank=bank, measured={"kept": 0.95})


def test_a_saved_gate_gives_the_very_same_scores(
    tmp_path: Path, gate: Gate, seen: tuple[np.ndarray, np.ndarray]
) -> None:
    plain = Gate("max_logit", 1.5, terms={"max_logit": 1.0})
    save_gates(tmp_path, {"topic": gate, "sentiment": plain})
    loaded = load_gates(tmp_path)
    assert loaded == {"topic": gate, "sentiment": plain}
    np.testing.assert_array_equal(loaded["topic"].scores(*seen), gate.scores(*seen))


def test_heads_that_share_examples_store_them_once(tmp_path: Path, gate: Gate) -> None:
    save_gates(tmp_path, {"one": gate})
    alone = (tmp_path / "gate.safetensors").stat().st_size
    save_gates(tmp_path, {"one": gate, "two": gate})
    assert (tmp_path / "gate.safetensors").stat().st_size == alone
    assert load_gates(tmp_path)["two"].bank is not None


def test_a_directory_without_gates_has_none(tmp_path: Path) -> None:
    assert load_gates(tmp_path) == {}
    save_gates(tmp_path, {})
    assert load_gates(tmp_path) == {}


def test_temperature_changes_what_is_shown_but_not_what_is_rejected(
    gate: Gate, seen: tuple[np.ndarray, np.ndarray]
) -> None:
    from dataclasses import replace

    hotter = replace(gate, temperature=5.0)
    np.testing.assert_array_equal(hotter.scores(*seen), gate.scores(*seen))
    assert hotter.probabilities(seen[0]).max() < gate.probabilities(seen[0]).max()


def test_scores_do_not_depend_on_company(gate: Gate, seen: tuple[np.ndarray, np.ndarray]) -> None:
    together = gate.scores(*seen)
    alone = [gate.scores(seen[0][row : row + 1], seen[1][row : row + 1])[0] for row in range(40)]
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_no_rows_give_no_scores(gate: Gate) -> None:
    nothing = np.zeros((0, 5), dtype=np.float32), np.zeros((0, 8), dtype=np.float32)
    assert gate.scores(*nothing).shape == (0,)


def test_neighbour_features_are_cosines_with_the_nearest_examples() -> None:
    bank = Bank.of(np.eye(3, dtype=np.float32))
    near, far = np.array([[5.0, 0, 0]], dtype=np.float32), np.array([[-1.0, -1, -1]], dtype=np.float32)
    logits = np.zeros((1, 2), dtype=np.float32)
    assert gate_features(logits, near, bank)["knn"][0] == pytest.approx(1 / 3)
    assert gate_features(logits, far, bank)["knn"][0] == pytest.approx(-1 / np.sqrt(3))


def test_a_crowded_region_asks_for_more_nearness() -> None:
    random = np.random.default_rng(0)
    crowd = np.array([1.0, 0, 0]) + random.normal(0, 0.01, (50, 3))
    sparse = np.array([0, 1.0, 0]) + random.normal(0, 0.4, (50, 3))
    bank = Bank.of(np.concatenate([crowd, sparse]).astype(np.float32))
    off = np.array([[0.9, 0, 0.35], [0, 0.9, 0.35]], dtype=np.float32)
    relative = gate_features(np.zeros((2, 2), dtype=np.float32), off, bank)["relative_knn"]
    assert relative[0] < relative[1]


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_a_bank_may_be_smaller_than_the_number_of_neighbours(rows: int) -> None:
    bank = Bank.of(np.eye(3, dtype=np.float32)[:rows])
    cosines, crowding = bank.compare(np.eye(3, dtype=np.float32))
    assert np.isfinite(cosines).all()
    assert np.isfinite(crowding).all()


def test_softmax_survives_huge_logits() -> None:
    np.testing.assert_allclose(softmax(np.array([[1e4, 0.0], [-1e4, 0.0]], dtype=np.float32)), [[1, 0], [0, 1]])
