"""Vectors that can be added, found, taken away, saved and mapped back."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import numpy as np

from modelkit.errors import DataError, IndexUnavailable
from modelkit.retrieval.vectors import gpu, layouts
from modelkit.retrieval.vectors.layouts import Keys, Layout, Vectors
from modelkit.retrieval.vectors.library import faiss

# A graph cannot forget a vector, only blank it. Beyond this share of blanks it is built anew.
MAX_BLANK_SHARE = 0.2
VECTORS_FILE = "vectors.faiss"
LAYOUT_FILE = "vectors.json"


class VectorIndex:
    """Nearest neighbours by inner product. Not to be changed while another thread searches it."""

    def __init__(self, index: Any, layout: Layout, *, blanks: Iterable[int] = (), mapped: Path | None = None) -> None:
        self._index = index
        self._blanks = set(blanks)
        self._mapped = mapped  # the file that backs the vectors, until a change needs them in memory
        self._mirror = gpu.mirror(index, layout)
        self.layout: Layout = layout

    @classmethod
    def build(cls, keys: Keys, vectors: Vectors, *, layout: Layout | None = None) -> Self:
        """Index unit-length `vectors`, float32 [n, dim], under unique `keys`, int64 [n]."""
        chosen = layout or layouts.layout_for(len(keys))
        rows = _checked(vectors)
        return cls(layouts.build(chosen, np.asarray(keys, dtype=np.int64), rows), chosen)

    @property
    def dim(self) -> int:
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal) - len(self._blanks)

    def search(self, vectors: Vectors, k: int) -> tuple[Vectors, Keys]:
        """Inner products and keys, [n, k] each, best first; key -1 where fewer than `k` vectors exist."""
        queries = _checked(vectors, dim=self.dim)
        layouts.use_threads_for(len(queries))
        if self._mirror is not None:
            scores, keys = self._mirror.search(queries, k)
        else:
            scores, keys = self._index.search(queries, k, params=layouts.breadth(self.layout, self._index, k))
        if self._blanks:
            keys = np.where(np.isin(keys, list(self._blanks)), -1, keys)
        return scores, keys

    def vectors_of(self, keys: Keys) -> Vectors:
        """The stored vectors, float32 [n, dim] (approximate in the "ivfpq" layout)."""
        found: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(keys, dtype=np.int64))
        return found

    def add(self, keys: Keys, vectors: Vectors) -> None:
        """Add vectors under new keys; the layout follows when a threshold is crossed."""
        rows = _checked(vectors, dim=self.dim)
        self._own()
        self._index.add_with_ids(rows, np.asarray(keys, dtype=np.int64))
        if layouts.layout_for(len(self)) != self.layout == "flat":
            self._rebuild(layouts.layout_for(len(self)))
        self._mirror = gpu.mirror(self._index, self.layout)

    def remove(self, keys: Keys) -> None:
        """Forget vectors: their numbers leave memory, and the file at the next save."""
        self._own()
        if self.layout == "hnsw":
            self._blank(keys)
        else:
            self._index.remove_ids(np.asarray(keys, dtype=np.int64))
        self._mirror = gpu.mirror(self._index, self.layout)

    def save(self, directory: Path) -> None:
        """Write into `directory`, which readers must not yet see (IndexStore publishes it)."""
        directory.mkdir(parents=True, exist_ok=True)
        faiss.write_index(self._index, str(directory / VECTORS_FILE))
        facts = {"layout": self.layout, "blanks": sorted(self._blanks)}
        (directory / LAYOUT_FILE).write_text(json.dumps(facts), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Map the file into memory: processes on one machine share its pages."""
        path = directory / VECTORS_FILE
        try:
            facts = json.loads((directory / LAYOUT_FILE).read_text(encoding="utf-8"))
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except (OSError, ValueError, RuntimeError) as error:
            raise IndexUnavailable(f"The vectors in {directory} cannot be read.", remedy="Rebuild it.") from error
        return cls(index, facts["layout"], blanks=facts["blanks"], mapped=path)

    def _own(self) -> None:
        # FAISS aborts the whole process when a mapped index is changed.
        if self._mapped is not None:
            self._index = faiss.read_index(str(self._mapped))
            self._mapped = None

    def _blank(self, keys: Keys) -> None:
        rows = np.flatnonzero(np.isin(faiss.vector_to_array(self._index.id_map), keys))
        gpu.stored_vectors(self._index)[rows] = 0
        self._blanks.update(int(key) for key in keys)
        if len(self._blanks) > MAX_BLANK_SHARE * self._index.ntotal:
            self._rebuild(layouts.layout_for(len(self)))

    def _rebuild(self, layout: Layout) -> None:
        keys = faiss.vector_to_array(self._index.id_map)
        live = keys[~np.isin(keys, list(self._blanks))]
        self._index = layouts.build(layout, live, self.vectors_of(live))
        self.layout, self._blanks = layout, set()


def _checked(vectors: Vectors, *, dim: int | None = None) -> Vectors:
    rows = np.ascontiguousarray(vectors, dtype=np.float32)
    if rows.ndim != 2 or (dim is not None and rows.shape[1] != dim):
        wanted = "[n, dim]" if dim is None else f"[n, {dim}]"
        raise DataError(
            f"Vectors have shape {list(rows.shape)}, not {wanted}.", remedy="Embed with the index's own encoder."
        )
    if not np.isfinite(rows).all():
        raise DataError("Vectors hold numbers that are not finite.", remedy="Check the encoder that made them.")
    return rows
