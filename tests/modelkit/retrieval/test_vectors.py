"""One contract for every FAISS layout."""

from pathlib import Path

import faiss
import numpy as np
import pytest

from modelkit.errors import DataError, IndexUnavailable
from modelkit.retrieval.vectors import VectorIndex, gpu
from modelkit.retrieval.vectors.layouts import Layout, layout_for
from tests.modelkit.retrieval.conftest import DIM, random_vectors

COUNT = 400
LAYOUTS: list[Layout] = ["flat", "hnsw", "ivfsq", "ivfpq"]
# How far from a cosine a score may be. Product quantisation of random vectors keeps little of them; real ones lie much
# closer together.
OFF: dict[Layout, float] = {"flat": 1e-5, "hnsw": 1e-5, "ivfsq": 0.02, "ivfpq": 0.5}
KEYS = np.arange(1_000, 1_000 + COUNT, dtype=np.int64)


@pytest.fixture(params=LAYOUTS)
def layout(request: pytest.FixtureRequest) -> Layout:
    chosen: Layout = request.param
    return chosen


@pytest.fixture
def index(layout: Layout) -> VectorIndex:
    return VectorIndex.build(KEYS, random_vectors(COUNT), layout=layout)


def share_found(index: VectorIndex, keys: np.ndarray, vectors: np.ndarray) -> float:
    _, found = index.search(vectors, 5)
    return float(np.mean([key in row for key, row in zip(keys, found, strict=True)]))


def test_a_document_is_found_by_its_own_vector(index: VectorIndex, layout: Layout) -> None:
    share = share_found(index, KEYS, random_vectors(COUNT))
    assert share == 1.0 if layout == "flat" else share > 0.9


def test_scores_are_cosines_in_falling_order(index: VectorIndex, layout: Layout) -> None:
    scores, keys = index.search(random_vectors(1), 10)
    assert (np.diff(scores[0]) <= 0).all()
    expected = random_vectors(COUNT)[keys[0] - 1_000] @ random_vectors(1)[0]
    np.testing.assert_allclose(scores[0], expected, atol=OFF[layout])


def test_fewer_documents_than_asked_for_leave_gaps_marked(layout: Layout) -> None:
    index = VectorIndex.build(KEYS[:60], random_vectors(60), layout=layout)
    _, keys = index.search(random_vectors(1), 100)
    live = keys[0][keys[0] >= 0]
    assert keys.shape == (1, 100)
    assert len(set(live.tolist())) == len(live) <= 60


def test_added_vectors_are_found_and_removed_ones_are_not(index: VectorIndex) -> None:
    fresh = random_vectors(3, seed=9)
    index.add(np.array([7, 8, 9], dtype=np.int64), fresh)
    assert len(index) == COUNT + 3
    assert share_found(index, np.array([7, 8, 9]), fresh) == 1.0
    index.remove(np.array([8], dtype=np.int64))
    assert len(index) == COUNT + 2
    assert 8 not in index.search(fresh, 50)[1]


def test_a_removed_vector_leaves_the_file(index: VectorIndex, layout: Layout, tmp_path: Path) -> None:
    secret = random_vectors(COUNT)[3]
    index.remove(KEYS[3:4])
    index.save(tmp_path)
    if not layout.startswith("ivf"):  # which never hold the numbers themselves
        assert secret.tobytes() not in (tmp_path / "vectors.faiss").read_bytes()
    assert KEYS[3] not in VectorIndex.load(tmp_path).search(secret[None], 50)[1]


def test_a_graph_with_many_holes_is_built_anew() -> None:
    index = VectorIndex.build(KEYS, random_vectors(COUNT), layout="hnsw")
    index.remove(KEYS[: COUNT // 2])
    assert len(index) == COUNT // 2
    assert index.layout == "flat"  # what fits the number that is left
    assert share_found(index, KEYS[COUNT // 2 :], random_vectors(COUNT)[COUNT // 2 :]) == 1.0


def test_a_saved_index_answers_alike_and_can_still_be_changed(index: VectorIndex, tmp_path: Path) -> None:
    queries = random_vectors(5, seed=3)
    before = index.search(queries, 10)
    index.save(tmp_path)
    loaded = VectorIndex.load(tmp_path)
    after = loaded.search(queries, 10)
    np.testing.assert_array_equal(before[1], after[1])
    np.testing.assert_allclose(before[0], after[0], rtol=1e-6)
    loaded.add(np.array([5], dtype=np.int64), random_vectors(1, seed=4))
    assert share_found(loaded, np.array([5]), random_vectors(1, seed=4)) == 1.0


def test_stored_vectors_can_be_read_back(layout: Layout) -> None:
    index = VectorIndex.build(KEYS, random_vectors(COUNT), layout=layout)
    back = index.vectors_of(KEYS[[5, 2]])
    cosines = np.sum(back * random_vectors(COUNT)[[5, 2]], axis=1)
    assert (cosines > (0.3 if layout == "ivfpq" else 0.999)).all()


def test_the_layout_follows_the_number_of_documents() -> None:
    assert [layout_for(n) for n in (0, 19_999, 20_000, 499_999, 500_000)] == ["flat", "flat", "hnsw", "hnsw", "ivfpq"]


def test_vectors_of_another_encoder_are_refused(index: VectorIndex) -> None:
    with pytest.raises(DataError, match=r"shape \[1, 8\], not \[n, 32\]"):
        index.search(np.ones((1, 8), dtype=np.float32), 3)


def test_vectors_that_are_not_numbers_are_refused() -> None:
    bad = random_vectors(2)
    bad[1, 0] = np.nan
    with pytest.raises(DataError, match="not finite"):
        VectorIndex.build(KEYS[:2], bad)


def test_an_index_without_documents_finds_nothing(tmp_path: Path) -> None:
    index = VectorIndex.build(np.empty(0, dtype=np.int64), np.empty((0, DIM), dtype=np.float32))
    index.save(tmp_path)
    assert (VectorIndex.load(tmp_path).search(random_vectors(1), 3)[1] == -1).all()


def test_a_damaged_file_is_named(index: VectorIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    (tmp_path / "vectors.faiss").write_bytes(b"no index")
    with pytest.raises(IndexUnavailable, match="cannot be read"):
        VectorIndex.load(tmp_path)


@pytest.mark.gpu
@pytest.mark.skipif(not gpu.is_available(), reason="no CUDA device, or faiss without CUDA: GPU search not compared")
def test_gpu_and_cpu_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, queries = random_vectors(5_000, dim=96), random_vectors(64, seed=1, dim=96)
    keys = np.arange(5_000, dtype=np.int64)
    on_gpu = VectorIndex.build(keys, vectors).search(queries, 10)
    monkeypatch.setattr(faiss, "get_num_gpus", lambda: 0)
    on_cpu = VectorIndex.build(keys, vectors).search(queries, 10)
    np.testing.assert_allclose(on_gpu[0], on_cpu[0], atol=1e-4)
    assert np.mean(on_gpu[1] == on_cpu[1]) > 0.99
