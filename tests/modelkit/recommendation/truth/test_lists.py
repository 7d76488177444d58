"""What lists are like, against numbers counted by hand."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from modelkit.recommendation.data import History, Question
from modelkit.recommendation.splits import leave_one_out
from modelkit.recommendation.truth import Stock, compare, distances, measure, pooled, popularity, traits
from modelkit.recommendation.truth.lists import Floats

from ..readers import town

# Four users; one of them opened the second item, all of them the third.
OPENED, USERS = np.array([0.0, 1.0, 4.0]), 4


def stock(vectors: list[list[float]]) -> Stock:
    return Stock(np.array(vectors, dtype=np.float32), OPENED, USERS)


def test_distance_is_the_mean_over_pairs() -> None:
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    found = distances(np.array([[0, 1, 2], [0, 0, -1], [2, -1, -1], [-1, -1, -1]]), vectors)
    np.testing.assert_allclose(found[:2], [(1.0 + 0.4 + 0.2) / 3, 0.0], atol=1e-6)
    assert np.isnan(found[2:]).all()


def test_distance_agrees_with_comparing_all_pairs() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((50, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    listed = np.array([rng.permutation(50)[:10] for _ in range(5_000)])
    upper = np.triu_indices(10, k=1)
    pairs = [1 - (vectors[own] @ vectors[own].T)[upper].mean() for own in listed]
    np.testing.assert_allclose(distances(listed, vectors), pairs, atol=1e-5)


def test_what_has_no_text_is_neither_alike_nor_unlike() -> None:
    vectors = np.array([[1, 0], [1, 0], [0, 0]], dtype=np.float32)
    assert distances(np.array([[0, 1, 2]]), vectors)[0] == pytest.approx(0.0)
    assert "ild@3" not in traits(np.array([[0, 1, 2]]), stock([[0.0]] * 3))


def test_novelty_and_popularity_go_by_who_opened_it_before() -> None:
    found = traits(np.array([[0, 2], [1, -1], [-1, -1]]), stock([[1.0]] * 3))
    bits = -np.log2([1 / 5, 2 / 5, 5 / 5])
    np.testing.assert_allclose(found["novelty@2"], [(bits[0] + bits[2]) / 2, bits[1], np.nan])
    np.testing.assert_allclose(found["arp@2"], [0.5, 0.25, np.nan])
    wanted = [np.array([1, 2]), np.zeros(0, dtype=np.int64)]
    np.testing.assert_allclose(popularity(wanted, stock([[1.0]] * 3)), [0.625, np.nan])


def test_a_line_up_tells_them_with_intervals_and_coverage_of_the_slice() -> None:
    split = leave_one_out(town())
    train, known = split.train, Stock.of(split.train)
    assert known.users == len(np.unique(train.users))
    assert known.opened.sum() == train.matrix.nnz

    def scores(histories: Sequence[History]) -> Floats:
        """Who has no history is listed the first ten, everybody else the last."""
        order = np.arange(len(train.catalogue), dtype=np.float32)
        return np.stack([order if len(one) else -order for one in histories])

    asked = [Question(user, History.of([20] * (9 * (user % 2))), np.array([21])) for user in range(20)]
    parts = [measure(scores, half, stock=known) for half in (asked[:10], asked[10:])]
    found = {name: compare([pooled(parts)], items=20, slice_of=name) for name in ("all", "cold", "warm")}
    assert [one.coverage for one in found.values()] == [1.0, 0.5, 0.5]
    for name in ("ild@10", "novelty@10", "arp@10", "arp of wanted"):
        told = found["all"].metrics[name]
        assert told.low <= told.value <= told.high
    assert found["cold"].metrics["arp of wanted"].value == pytest.approx(known.share[21])
    untold = replace(train.catalogue, vectors=np.zeros((0, 0), dtype=np.float32))
    assert "ild@10" not in measure(scores, asked, stock=Stock.of(train.seen_by(untold))).metrics
