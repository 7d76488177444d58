"""Gates keep what is in scope and turn strangers away, with and without examples of strangers."""

from typing import NamedTuple

import numpy as np
import pytest

from modelkit.evaluation.gates import fit_gate, threshold_keeping
from modelkit.models.gates import Gate

CLASSES, DIMENSION = 12, 16


class World(NamedTuple):
    """Classes as directions in space; strangers point elsewhere."""

    centres: np.ndarray
    strange: np.ndarray
    head: np.ndarray

    def inside(self, rows: int, *, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        random = np.random.default_rng(seed)
        labels = np.arange(rows) % CLASSES
        return *self._seen(self.centres[labels] + random.normal(0, 0.12, (rows, DIMENSION))), labels

    def outside(self, rows: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
        random = np.random.default_rng(seed)
        places = self.strange[np.arange(rows) % len(self.strange)]
        return self._seen(places + random.normal(0, 0.12, (rows, DIMENSION)))

    def _seen(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return (points @ self.head.T).astype(np.float32), points.astype(np.float32)


@pytest.fixture(scope="module")
def world() -> World:
    random = np.random.default_rng(0)
    points = random.normal(size=(CLASSES * 2, DIMENSION))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    return World(points[:CLASSES], points[CLASSES:], 8 * points[:CLASSES])


def _fit(world: World, *, strangers: int, validation: int = 600) -> Gate:
    logits, embeddings, labels = world.inside(validation, seed=1)
    _, train, train_labels = world.inside(900, seed=2)
    oos = world.outside(strangers, seed=3) if strangers else None
    return fit_gate(logits, embeddings, labels, train, train_labels, oos=oos)


def _kept_and_rejected(gate: Gate, world: World) -> tuple[float, float]:
    logits, embeddings, _ = world.inside(3000, seed=4)
    kept = gate.accepts(gate.scores(logits, embeddings)).mean()
    rejected = 1 - gate.accepts(gate.scores(*world.outside(3000, seed=5))).mean()
    return float(kept), float(rejected)


@pytest.mark.parametrize("strangers", [100, 0], ids=["with strangers", "without strangers"])
def test_strangers_are_turned_away_while_insiders_are_kept(world: World, strangers: int) -> None:
    kept, rejected = _kept_and_rejected(_fit(world, strangers=strangers), world)
    assert kept >= 0.94
    assert rejected >= 0.9


def test_the_learned_choice_is_no_worse_than_max_probability(world: World) -> None:
    gate = _fit(world, strangers=100)
    best = max(value for name, value in gate.measured.items() if name.endswith(".rejected"))
    assert gate.measured[f"{gate.kind}.rejected"] == best
    assert best >= gate.measured["max_probability.rejected"]


def test_all_four_kinds_are_compared(world: World) -> None:
    compared = {name.removesuffix(".auroc") for name in _fit(world, strangers=100).measured if name.endswith(".auroc")}
    assert compared == {"max_probability", "max_logit", "knn", "combination"}


def test_two_classes_and_no_strangers_still_give_a_gate() -> None:
    random = np.random.default_rng(0)
    labels = np.arange(200) % 2
    logits = (np.eye(2)[labels] * 2 + random.normal(0, 1, (200, 2))).astype(np.float32)
    points = random.normal(size=(200, 4)).astype(np.float32)
    gate = fit_gate(logits, points, labels, points, labels)
    assert gate.accepts(gate.scores(logits, points)).mean() >= 0.95


def test_a_model_that_is_never_wrong_and_knows_no_strangers_falls_back_to_probability() -> None:
    labels = np.arange(60) % 3
    logits = (np.eye(3)[labels] * 9).astype(np.float32)
    points = np.eye(3)[labels].astype(np.float32)
    gate = fit_gate(logits, points, labels, points, labels)
    assert gate.kind == "max_probability"
    assert gate.accepts(gate.scores(logits, points)).all()


def test_a_class_absent_from_validation_and_one_example_a_class_do_no_harm(world: World) -> None:
    logits, embeddings, labels = world.inside(CLASSES, seed=1)
    seen = labels != 3
    gate = fit_gate(logits[seen], embeddings[seen], labels[seen], embeddings, labels)
    assert np.isfinite(gate.scores(logits, embeddings)).all()
    assert gate.accepts(gate.scores(logits[seen], embeddings[seen])).all()


def test_the_threshold_keeps_its_promise_on_new_data() -> None:
    random = np.random.default_rng(0)
    kept = [(random.normal(size=20_000) >= threshold_keeping(random.normal(size=500), 0.95)).mean() for _ in range(300)]
    # Nine times in ten, as its confidence says.
    assert np.mean(np.array(kept) >= 0.95) >= 0.86
    assert np.mean(kept) < 0.975


def test_too_small_a_sample_to_promise_anything_keeps_all_of_it() -> None:
    assert threshold_keeping([0.4, 0.9, 0.6], 0.95) == 0.4
