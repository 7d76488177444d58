"""Which FAISS layout fits how many vectors, and how each is built."""

from functools import cache
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from modelkit.retrieval.vectors.library import faiss

Layout: TypeAlias = Literal["flat", "hnsw", "ivfsq", "ivfpq"]
Vectors: TypeAlias = NDArray[np.float32]
Keys: TypeAlias = NDArray[np.int64]

# Exact search over fewer than this costs a few milliseconds, and exact is exact.
FLAT_BELOW = 20_000
# A graph keeps every vector in memory (1.5 kB each at 384 dimensions); above this, codes of 96 bytes do.
HNSW_BELOW = 500_000

HNSW_LINKS = 32
HNSW_BUILD_BREADTH = 40
HNSW_SEARCH_BREADTH = 96
# Byte counts that FAISS can also run on a GPU.
CODE_BYTES = (96, 64, 56, 48, 32, 28, 24, 20, 16, 12, 8, 4, 3, 2, 1)
TRAINING_VECTORS_PER_CELL = 64
SHARE_OF_CELLS_PROBED = 1 / 64
# A byte a number is quickly read, and says more than a code. Half as many would do for texts about subjects; of vectors
# spread evenly, this finds 89 % of the best ten, and half as many 80 %.
SHARE_OF_CELLS_SCANNED = 1 / 16
QUERIES_WORTH_THREADS = 16
# The layouts of inverted lists.
CELLS: dict[Layout, float] = {"ivfsq": SHARE_OF_CELLS_SCANNED, "ivfpq": SHARE_OF_CELLS_PROBED}


def layout_for(count: int) -> Layout:
    """The layout for `count` vectors whose order by this index stands.

    "ivfsq" is for whoever scores some hundred candidates anew: it is quicker to build and to search than a graph, and
    misses a little more.
    """
    if count < FLAT_BELOW:
        return "flat"
    return "hnsw" if count < HNSW_BELOW else "ivfpq"


def build(layout: Layout, keys: Keys, vectors: Vectors) -> Any:
    """A FAISS index of inner products (cosines of unit vectors) over `vectors` [n, dim] under `keys` [n]."""
    faiss.omp_set_num_threads(_all_threads())
    index = {"flat": _flat, "hnsw": _hnsw, "ivfsq": _ivfsq, "ivfpq": _ivfpq}[layout](vectors)
    index.add_with_ids(vectors, keys)
    if layout in CELLS:
        index.set_direct_map_type(faiss.DirectMap.Hashtable)  # so that a key's vector can be read back
    return index


def breadth(layout: Layout, index: Any, k: int) -> Any:
    """Search parameters for `k` results: wider where the layout is approximate."""
    if layout == "hnsw":
        return faiss.SearchParametersHNSW(efSearch=max(HNSW_SEARCH_BREADTH, 2 * k))
    if layout in CELLS:
        return faiss.SearchParametersIVF(nprobe=probes(layout, index.nlist))
    return None


def use_threads_for(queries: int) -> None:
    """Threads for a search by the calling thread. One query is scanned by one thread anyway, and waking the others
    costs more than the scan as soon as a model keeps the cores busy.
    """
    every = _all_threads()
    faiss.omp_set_num_threads(1 if queries < QUERIES_WORTH_THREADS else every)


@cache
def _all_threads() -> int:
    """As many as FAISS would use by itself; asked before anybody has told it otherwise."""
    return int(faiss.omp_get_max_threads())


def probes(layout: Layout, cells: int) -> int:
    """How many inverted lists to read of `cells`."""
    return max(8, round(cells * CELLS[layout]))


def _flat(vectors: Vectors) -> Any:
    return faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))


def _hnsw(vectors: Vectors) -> Any:
    graph = faiss.IndexHNSWFlat(vectors.shape[1], HNSW_LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = HNSW_BUILD_BREADTH
    return faiss.IndexIDMap2(graph)


def _ivfsq(vectors: Vectors) -> Any:
    """Inverted lists of residuals, a byte a number."""
    dim, cells = vectors.shape[1], _cells(len(vectors))
    kind, metric = faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    index = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatIP(dim), dim, cells, kind, metric)
    index.train(_sample(vectors, cells * TRAINING_VECTORS_PER_CELL))
    return index


def _cells(count: int) -> int:
    return max(1, min(int(4 * count**0.5), count // 39))  # FAISS warns below 39 training vectors a cell


def _ivfpq(vectors: Vectors) -> Any:
    """Inverted lists of product-quantised residuals (Jégou et al. 2011, "Product quantization…")."""
    count, dim = vectors.shape
    cells = _cells(count)
    code_bytes = next(size for size in CODE_BYTES if dim % size == 0 and size <= max(1, dim // 4))
    bits = 8 if count >= 39 * 256 else 4
    coarse = faiss.IndexFlatIP(dim)
    index = faiss.IndexIVFPQ(coarse, dim, cells, code_bytes, bits, faiss.METRIC_INNER_PRODUCT)
    index.train(_sample(vectors, cells * TRAINING_VECTORS_PER_CELL))
    return index


def _sample(vectors: Vectors, size: int) -> Vectors:
    if len(vectors) <= size:
        return vectors
    rows = np.random.default_rng(0).choice(len(vectors), size, replace=False)
    return np.ascontiguousarray(vectors[np.sort(rows)])
