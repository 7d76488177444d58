"""Documents found by meaning and by words at once."""

import json
from collections.abc import Sequence, Set
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from modelkit.errors import DataError, IndexUnavailable
from modelkit.results import Hit
from modelkit.retrieval import candidates
from modelkit.retrieval.candidates import Found
from modelkit.retrieval.fusion import Fusion, Question, learn
from modelkit.retrieval.lexical import LexicalIndex
from modelkit.retrieval.vectors import VectorIndex

Vectors = NDArray[np.float32]
Keys = NDArray[np.int64]

FACTS_FILE = "index.json"
IDS_FILE = "ids.json"


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """What an index must know of itself. `encoder` names the exact version whose vectors it holds."""

    encoder: str
    built_at: str
    next_key: int
    fusion: Fusion


class Index:
    """A vector index, a lexical index and their fusion over the same documents, under the caller's ids.

    Built and changed by one process, then published; servers map published versions and never change them.
    """

    def __init__(self, vectors: VectorIndex, words: LexicalIndex, ids: dict[int, str], facts: IndexFacts) -> None:
        self._vectors = vectors
        self._words = words
        self._ids = ids
        self.facts = facts

    @classmethod
    def build(
        cls,
        ids: Sequence[str],
        texts: Sequence[str],
        vectors: Vectors,
        *,
        encoder: str,
        titles: Sequence[str] | None = None,
        fusion: Fusion | None = None,
    ) -> Self:
        """Index documents with unique `ids` and unit-length `vectors`, float32 [n, dim], made by `encoder`.

        Pass `encoder` with its version (`name@3`), so that queries meet the vectors they were made for.
        `titles` are searched as words together with the texts.
        """
        _check(ids, texts, vectors, titles)
        keys = np.arange(len(ids), dtype=np.int64)
        facts = IndexFacts(encoder, datetime.now(UTC).isoformat(), len(ids), fusion or Fusion())
        words = LexicalIndex.build(keys, _with_titles(texts, titles))
        return cls(VectorIndex.build(keys, vectors), words, dict(enumerate(ids)), facts)

    @property
    def encoder(self) -> str:
        return self.facts.encoder

    @property
    def layout(self) -> str:
        return self._vectors.layout

    def __len__(self) -> int:
        return len(self._ids)

    def search(self, texts: Sequence[str] | None, vectors: Vectors, k: int = 10) -> list[list[Hit]]:
        """The best `k` documents per query, best first; `vectors` is [n, dim], and no `texts` means no words."""
        if not len(self):
            return [[] for _ in vectors]
        near = candidates.nearest(self._vectors, vectors, max(k, candidates.DEPTH))
        if texts is None:
            return [self._hits(found, np.zeros_like(found.dense), found.dense, k) for found in near]
        return [self._search_one(*parts, k) for parts in zip(texts, vectors, near, strict=True)]

    def add(
        self, ids: Sequence[str], texts: Sequence[str], vectors: Vectors, *, titles: Sequence[str] | None = None
    ) -> None:
        """Add documents; to replace one, remove it first."""
        _check(ids, texts, vectors, titles)
        if known := set(ids) & set(self._ids.values()):
            raise DataError(f"The index already holds {min(known)!r}.", remedy="Remove it first.")
        keys = np.arange(self.facts.next_key, self.facts.next_key + len(ids), dtype=np.int64)
        self._vectors.add(keys, vectors)
        self._words.add(keys, _with_titles(texts, titles))
        self._ids.update(zip(keys.tolist(), ids, strict=True))
        self.facts = replace(self.facts, next_key=self.facts.next_key + len(ids))

    def remove(self, ids: Set[str] | Sequence[str]) -> int:
        """Forget documents, vectors and words alike; unknown ids are passed over. Returns how many went."""
        unwanted = set(ids)
        keys = np.array([key for key, name in self._ids.items() if name in unwanted], dtype=np.int64)
        if len(keys):
            self._vectors.remove(keys)
            self._words.remove(keys)
            self._ids = {key: name for key, name in self._ids.items() if name not in unwanted}
        return len(keys)

    def ids(self) -> list[str]:
        """The documents' ids, in the order they came."""
        return list(self._ids.values())

    def learn_fusion(
        self, texts: Sequence[str], vectors: Vectors, relevant: Sequence[Set[str]], *, seed: int = 0
    ) -> Fusion:
        """Fit the fusion on questions whose `relevant` document ids are known, and use it from now on.

        Held-out questions decide (paired bootstrap): where fusing does not help, cosines alone rank.
        """
        keys_by_id = {name: key for key, name in self._ids.items()}
        answers = [np.array([keys_by_id[i] for i in ids if i in keys_by_id], dtype=np.int64) for ids in relevant]
        questions = [self._question(*parts) for parts in zip(texts, vectors, answers, strict=True)]
        self.facts = replace(self.facts, fusion=learn(questions, seed=seed))
        return self.facts.fusion

    def save(self, directory: Path) -> None:
        """Write into `directory`, which readers must not yet see (IndexStore publishes it)."""
        self._vectors.save(directory / "vectors")
        self._words.save(directory / "words")
        ids = {"keys": list(self._ids), "ids": list(self._ids.values())}
        (directory / IDS_FILE).write_text(json.dumps(ids, ensure_ascii=False), encoding="utf-8")
        facts = asdict(self.facts) | {"fusion": self.facts.fusion.to_dict(), "documents": len(self)}
        (directory / FACTS_FILE).write_text(json.dumps(facts, indent=2), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Open a saved index; vectors and word scores stay on disk and are mapped."""
        try:
            facts = json.loads((directory / FACTS_FILE).read_text(encoding="utf-8"))
            stored = json.loads((directory / IDS_FILE).read_text(encoding="utf-8"))
            ids = dict(zip(stored["keys"], stored["ids"], strict=True))
            known = IndexFacts(
                facts["encoder"], facts["built_at"], facts["next_key"], Fusion.from_dict(facts["fusion"])
            )
        except (OSError, ValueError, KeyError) as error:
            raise IndexUnavailable(f"The index in {directory} cannot be read.", remedy="Rebuild it.") from error
        return cls(VectorIndex.load(directory / "vectors"), LexicalIndex.load(directory / "words"), ids, known)

    def _search_one(self, text: str, vector: Vectors, near: Found, k: int) -> list[Hit]:
        words = self._words.scores(text)
        if self.facts.fusion.uses_words:
            near = candidates.with_words(near, words, vector, vectors=self._vectors, keys=self._words.keys)
        lexical = candidates.at(near.keys, words, keys=self._words.keys)
        return self._hits(near, lexical, self.facts.fusion.scores(near.dense, lexical), k)

    def _question(self, text: str, vector: Vectors, answers: Keys) -> Question:
        words = self._words.scores(text)
        near = candidates.nearest(self._vectors, vector[None], candidates.DEPTH)[0]
        found = candidates.with_words(near, words, vector, vectors=self._vectors, keys=self._words.keys)
        lexical = candidates.at(found.keys, words, keys=self._words.keys)
        return Question(found.dense, lexical, np.isin(found.keys, answers))

    def _hits(self, found: Found, lexical: Vectors, scores: Vectors, k: int) -> list[Hit]:
        best = np.argsort(-scores, kind="stable")[:k]
        columns = (found.keys[best].tolist(), scores[best].tolist(), found.dense[best].tolist(), lexical[best].tolist())
        return [Hit(self._ids[key], *figures) for key, *figures in zip(*columns, strict=True)]


def _with_titles(texts: Sequence[str], titles: Sequence[str] | None) -> list[str]:
    return list(texts) if titles is None else [f"{title}\n{text}" for title, text in zip(titles, texts, strict=True)]


def _check(ids: Sequence[str], texts: Sequence[str], vectors: Vectors, titles: Sequence[str] | None) -> None:
    counts = {"ids": len(ids), "texts": len(texts), "vectors": len(vectors)}
    counts |= {} if titles is None else {"titles": len(titles)}
    if len(set(counts.values())) > 1:
        raise DataError(f"An index needs one of each a document, but got {counts}.", remedy="Pass equal lengths.")
    if len(set(ids)) < len(ids):
        twice = next(name for row, name in enumerate(ids) if name in ids[:row])
        raise DataError(f"The id {twice!r} stands twice.", column="ids", remedy="Give every document its own id.")
