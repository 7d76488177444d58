"""Everything that may be recommended, in a fixed order: an item is named by its place."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]
# Texts to unit vectors, float32 [n, dim]; an encoder's `encode`, say.
Embed = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True)
class Catalogue:
    """`texts` [items] may be empty strings; `vectors` [items, dim] are unit length, zero where there is no text.

    `tags` [items], where there are any: labels that items share, whatever words their texts choose.
    """

    keys: Sequence[str]
    texts: Sequence[str]
    vectors: Floats = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    tags: Sequence[Sequence[str]] = ()

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def places(self) -> dict[str, int]:
        """Key to place."""
        return {key: place for place, key in enumerate(self.keys)}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the keys in order: scores of one catalogue mean nothing in another."""
        return hashlib.sha256("\x00".join(self.keys).encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def tagged(self) -> csr_matrix:
        """float32 [items, tags], 1 where an item has the tag; tags in the order of their names."""
        names = sorted({tag for own in self.tags for tag in own})
        numbers = {name: number for number, name in enumerate(names)}
        pairs = [(place, numbers[tag]) for place, own in enumerate(self.tags) for tag in dict.fromkeys(own)]
        rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
        return csr_matrix((np.ones(len(pairs), dtype=np.float32), (rows, columns)), shape=(len(self), len(names)))

    def embedded(self, embed: Embed) -> "Catalogue":
        """The same catalogue with vectors of its texts."""
        filled = [place for place, text in enumerate(self.texts) if text.strip()]
        if not filled:
            return replace(self, vectors=np.zeros((len(self), 1), dtype=np.float32))
        found = embed([self.texts[place] for place in filled])
        vectors = np.zeros((len(self), found.shape[1]), dtype=np.float32)
        vectors[filled] = found
        return replace(self, vectors=vectors)
