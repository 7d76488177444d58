"""Exactly the best, whatever the size of the tiles, and equal scores in the order of places."""

import numpy as np
import pytest
from numpy.typing import NDArray

from modelkit.retrieval import kernel
from modelkit.retrieval.kernel import Grouped, top_k

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


def drawn(*shape: int, seed: int = 0) -> Floats:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def by_sorting(scores: NDArray[np.float64], count: int) -> Places:
    """What it must find: every score, sorted."""
    places = np.broadcast_to(np.arange(scores.shape[1]), scores.shape)
    order = np.lexsort((places, -scores.astype(np.float32)), axis=1)[:, :count]
    return np.where(np.take_along_axis(scores, order, axis=1) > -np.inf, order, -1)


def products(queries: Floats, items: Floats) -> NDArray[np.float64]:
    return queries.astype(np.float64) @ items.astype(np.float64).T


def test_it_finds_what_sorting_finds() -> None:
    queries, items = drawn(7, 24), drawn(3_000, 24, seed=1)
    found = top_k(queries, items, 100)
    assert np.array_equal(found.places, by_sorting(products(queries, items), 100))
    assert np.allclose(found.scores, np.take_along_axis(products(queries, items), found.places, axis=1), atol=1e-6)


def test_what_is_due_to_items_and_to_groups_counts_and_what_is_left_out_is_out() -> None:
    queries, items, bias = drawn(5, 8), drawn(2_500, 8, seed=1), drawn(2_500, seed=2)
    codes = np.random.default_rng(3).integers(0, 4, 2_500)
    table = drawn(5, 4, seed=4)
    left_out = [np.random.default_rng(row).choice(2_500, 400, replace=False) for row in range(5)]
    scores = products(queries, items) + bias + table[:, codes]
    for row, places in enumerate(left_out):
        scores[row, places] = -np.inf
    found = top_k(queries, items, 50, bias=bias, grouped=Grouped(table, codes), left_out=left_out)
    assert np.array_equal(found.places, by_sorting(scores, 50))


@pytest.mark.parametrize(("queries_at_once", "items_at_once"), [(1, 64), (3, 700), (1024, 1024)])
def test_tiles_change_nothing(monkeypatch: pytest.MonkeyPatch, queries_at_once: int, items_at_once: int) -> None:
    queries, items = drawn(6, 16), drawn(4_000, 16, seed=1)
    whole = top_k(queries, items, 20)
    monkeypatch.setattr(kernel, "_QUERIES", queries_at_once)
    monkeypatch.setattr(kernel, "_ITEMS", items_at_once)
    again = top_k(queries, items, 20)
    assert np.array_equal(whole.places, again.places)
    assert np.array_equal(whole.scores, again.scores)


def test_of_many_equal_ones_the_first_win() -> None:
    queries = drawn(3, 6)
    items = np.repeat(drawn(4, 6, seed=1), 1_500, axis=0)
    found = top_k(queries, items, 40)
    assert np.array_equal(found.places, by_sorting(products(queries, items), 40))
    nothing = top_k(np.zeros((2, 6), dtype=np.float32), items, 5)
    assert nothing.places.tolist() == [[0, 1, 2, 3, 4]] * 2


def test_fewer_items_than_asked_for_leave_the_rest_empty() -> None:
    found = top_k(drawn(2, 4), drawn(3, 4, seed=1), 5, left_out=[np.array([0, 1, 2]), np.array([1])])
    assert found.places[0].tolist() == [-1] * 5
    assert (found.places[1] >= 0).sum() == 2
    assert np.isneginf(found.scores[1, 2:]).all()
    assert top_k(drawn(2, 4), drawn(0, 4), 5).places.tolist() == [[-1] * 5] * 2
    assert top_k(drawn(0, 4), drawn(3, 4), 5).places.shape == (0, 5)
