"""Search on the GPU where faiss-gpu and a device are present."""

from typing import Any, Protocol

import numpy as np

from modelkit.retrieval.vectors.layouts import CELLS, Keys, Layout, Vectors, probes
from modelkit.retrieval.vectors.library import faiss


class Mirror(Protocol):
    """Something that searches a copy of an index."""

    def search(self, vectors: Vectors, k: int) -> tuple[Vectors, Keys]: ...


class _ExactMirror:
    """Every vector on the device. A GPU scans a million exactly sooner than a CPU walks a graph."""

    def __init__(self, index: Any) -> None:
        rows = stored_vectors(index)
        self._resources = faiss.StandardGpuResources()
        self._index = faiss.GpuIndexFlatIP(self._resources, rows.shape[1])
        self._index.add(rows)
        self._keys: Keys = faiss.vector_to_array(index.id_map)

    def search(self, vectors: Vectors, k: int) -> tuple[Vectors, Keys]:
        scores, rows = self._index.search(vectors, k)
        return scores, np.where(rows < 0, -1, self._keys[rows])


class _CodesMirror:
    """The same codes in device memory."""

    def __init__(self, index: Any, layout: Layout) -> None:
        self._resources = faiss.StandardGpuResources()
        self._index = faiss.index_cpu_to_gpu(self._resources, 0, index)
        self._index.nprobe = probes(layout, index.nlist)

    def search(self, vectors: Vectors, k: int) -> tuple[Vectors, Keys]:
        scores, keys = self._index.search(vectors, k)
        return scores, keys


def is_available() -> bool:
    """Whether this process can put an index on a GPU."""
    return hasattr(faiss, "StandardGpuResources") and faiss.get_num_gpus() > 0


def mirror(index: Any, layout: Layout) -> Mirror | None:
    """A copy of `index` on the GPU, or None where there is none."""
    if not is_available() or index.ntotal == 0:
        return None
    return _CodesMirror(index, layout) if layout in CELLS else _ExactMirror(index)


def stored_vectors(index: Any) -> Vectors:
    """A writable view of the vectors that a "flat" or "hnsw" index holds, [n, dim], in row order."""
    inner = faiss.downcast_index(index.index)
    flat = faiss.downcast_index(inner.storage) if hasattr(inner, "storage") else inner
    view: Vectors = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d).reshape(-1, flat.d)
    return view
