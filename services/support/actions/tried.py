"""What a trial answers with instead of what is in force: passages and examples that nobody else sees yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modelkit.retrieval import Index
from services.support.queries import answers

Vectors = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class TriedKnowledge:
    """An index aside, with the rows of passages that no table holds yet, by the ids they have in it."""

    index: Index
    chunks: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    retired: frozenset[str] = frozenset()

    def live_chunks(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        wanted = set(ids) - self.retired
        fresh = {key: self.chunks[key] for key in wanted if key in self.chunks}
        return {**answers.live_chunks(wanted - set(fresh)), **fresh}

    def section_chunks(self, document_key: str, heading: str) -> list[dict[str, Any]]:
        held = [row for row in answers.section_chunks(document_key, heading) if str(row["chunk"]) not in self.retired]
        fresh = [row for row in self.chunks.values() if row["key"] == document_key]
        return held + [row for row in fresh if not heading or heading in row["path"]]


@dataclass(frozen=True)
class TriedModels:
    """A candidate, and what it calls in the place of a model or an index: a version by its number, an index aside."""

    candidate: int
    names: Mapping[str, str]

    @property
    def versions(self) -> dict[str, int]:
        """Of the models whose version is another."""
        pinned = {name: called.partition("@")[2] for name, called in self.names.items()}
        return {name: int(number) for name, number in pinned.items() if number}


@dataclass(frozen=True, eq=False)
class TriedExamples:
    """Questions beside those of the examples' index, unit-length `vectors` [n, dim], and those that would go."""

    ids: tuple[str, ...]
    vectors: Vectors
    removed: frozenset[str] = frozenset()
