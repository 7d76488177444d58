"""Codes of two bits a dimension find nearly all of the nearest."""

import numpy as np

from modelkit.retrieval.vectors.compact import CompactVectors


def test_candidates_hold_nearly_all_of_the_best() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((3_000, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    compact = CompactVectors.build(vectors)
    missed = 0
    for query in vectors[:20] + 0.3 * rng.standard_normal((20, 32)).astype(np.float32):
        best = np.argsort(-(vectors @ query))[:20]
        missed += len(set(best.tolist()) - set(compact.candidates(query, 200).tolist()))
    assert missed <= 4
    assert len(compact) == 3_000


def test_the_same_vectors_give_the_same_candidates_and_an_odd_width_is_taken() -> None:
    vectors = np.random.default_rng(1).standard_normal((800, 7)).astype(np.float32)
    first, second = (CompactVectors.build(vectors).candidates(vectors[3], 50) for _ in range(2))
    assert np.array_equal(first, second)
    assert 3 in first
    assert len(CompactVectors.build(vectors).candidates(vectors[3], 900)) == 800
