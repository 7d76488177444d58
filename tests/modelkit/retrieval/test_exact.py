"""The exact best: whatever half precision narrows down to, nothing of the true best is lost."""

import numpy as np
import pytest
import torch

from modelkit.hardware import HardwarePlan
from modelkit.retrieval.vectors import exact
from modelkit.retrieval.vectors.exact import ExactSearch, Floats


@pytest.fixture(params=[torch.float32, torch.bfloat16], ids=["fp32", "bf16"], autouse=True)
def _precision(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the processor is good at makes no difference to what is found."""
    monkeypatch.setattr(exact, "plan", lambda device: HardwarePlan(device, request.param, 1, 1_024))


def by_hand(vectors: Floats, queries: Floats, k: int) -> list[list[int]]:
    scores = queries.astype(np.float64) @ vectors.T.astype(np.float64)
    return [list(np.argsort(-row, kind="stable")[:k]) for row in scores]


def clustered(count: int, *, seed: int, dim: int = 48) -> Floats:
    """Many that are nearly alike, where rounding has most to confuse."""
    rng = np.random.default_rng(seed)
    subjects = rng.standard_normal((7, dim))
    found = subjects[rng.integers(0, 7, count)] + 0.05 * rng.standard_normal((count, dim))
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize("count", [1, 5, 63, 64, 65, 1_000, 5_003])
@pytest.mark.parametrize("k", [1, 10, 100])
def test_the_best_are_those_of_a_product_by_hand(count: int, k: int) -> None:
    vectors, queries = clustered(count, seed=1), clustered(9, seed=2)
    scores, places = ExactSearch(vectors).search(queries, k)
    wanted = min(k, count)
    true = queries.astype(np.float64) @ vectors.T.astype(np.float64)
    for row, (own, found) in enumerate(zip(scores, places, strict=True)):
        assert len(set(found[:wanted])) == wanted
        # Within what fp32 can tell apart.
        best = np.sort(true[row])[::-1][:wanted]
        assert np.allclose(true[row, found[:wanted]], best, atol=2e-6)
        assert np.allclose(own[:wanted], best, atol=2e-6)
        assert list(found[wanted:]) == [-1] * (k - wanted)


def test_lengths_and_signs_are_anything() -> None:
    rng = np.random.default_rng(3)
    vectors = (rng.standard_normal((3_000, 32)) * rng.exponential(3.0, (3_000, 1))).astype(np.float32)
    queries = (rng.standard_normal((40, 32)) * rng.exponential(3.0, (40, 1))).astype(np.float32)
    _scores, places = ExactSearch(vectors).search(queries, 20)
    assert [list(row) for row in places] == by_hand(vectors, queries, 20)
    negative = -np.abs(vectors)
    _scores, places = ExactSearch(negative).search(np.abs(queries), 20)
    assert [list(row) for row in places] == by_hand(negative, np.abs(queries), 20)


def test_of_equals_the_first_comes_first() -> None:
    vectors = np.tile(np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32), (100, 1))
    _scores, places = ExactSearch(vectors).search(np.array([[1.0, 0.5]], dtype=np.float32), 5)
    assert list(places[0]) == [0, 2, 4, 6, 8]


def test_more_queries_than_fit_at_once_and_none_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "_AT_ONCE", 4)
    vectors, queries = clustered(500, seed=4), clustered(10, seed=5)
    search = ExactSearch(vectors)
    whole = search.search(queries, 6)[1]
    assert [list(search.search(query[None], 6)[1][0]) for query in queries] == [list(row) for row in whole]
    assert search.search(queries[:0], 6)[1].shape == (0, 6)
    nothing = ExactSearch(vectors[:0]).search(queries, 3)[1]
    assert (nothing == -1).all()


def test_others_have_as_many_threads_as_before_whatever_happens() -> None:
    vectors, threads = clustered(500, seed=4), torch.get_num_threads()
    search = ExactSearch(vectors)
    search.search(vectors[:300], 6)
    assert torch.get_num_threads() == threads
    with pytest.raises(RuntimeError):
        search.search(vectors[:300, 1:], 6)
    assert torch.get_num_threads() == threads
