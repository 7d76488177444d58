"""Find by words: BM25 over the same segmentation for every language."""

import json
import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

import bm25s
import numpy as np
from numpy.typing import NDArray

from modelkit.data.text import cut, segment
from modelkit.errors import IndexUnavailable

Keys = NDArray[np.int64]
Scores = NDArray[np.float32]

# It sets itself to debugging when it is imported, and would tell whoever trains how it counts.
logging.getLogger("bm25s").setLevel(logging.WARNING)

# Robertson & Zaragoza 2009; short documents vary little in length, hence the mild b.
K1 = 1.2
B = 0.6
# A question; whoever pastes a megabyte is searched by its beginning.
MAX_QUERY_TOKENS = 256

POSTINGS_DIR = "postings"
DOCUMENTS_FILE = "documents.npz"
VOCABULARY_FILE = "vocabulary.json"


class LexicalIndex:
    """BM25 scores are computed when documents arrive, so that a query only adds up a few columns.

    Words are kept beside the scores: idf changes with every document, and the texts themselves need not be
    kept to count anew. Not to be changed while another thread searches it.
    """

    def __init__(self, keys: Keys, documents: list[NDArray[np.int32]], vocabulary: dict[str, int]) -> None:
        self.keys = keys  # ascending, [n]
        self._documents = documents
        self._vocabulary = vocabulary
        self._postings: bm25s.BM25 | None = None

    @classmethod
    def build(cls, keys: Keys, texts: Sequence[str]) -> Self:
        """Index `texts` under ascending unique `keys`, int64 [n]."""
        index = cls(np.empty(0, dtype=np.int64), [], {})
        index.add(keys, texts)
        return index

    def __len__(self) -> int:
        return len(self._documents)

    def scores(self, query: str) -> Scores:
        """BM25 of every document, float32 [n], in the order of `keys`; 0 without a shared word."""
        asked = segment(cut(query, MAX_QUERY_TOKENS))
        words = [self._vocabulary[word] for word in asked if word in self._vocabulary]
        if not words:
            return np.zeros(len(self), dtype=np.float32)
        scores: Scores = self._scored().get_scores_from_ids(words)
        return scores

    def add(self, keys: Keys, texts: Sequence[str]) -> None:
        """Add documents under keys higher than any before."""
        for text in texts:
            words = (self._vocabulary.setdefault(word, len(self._vocabulary)) for word in segment(text))
            self._documents.append(np.fromiter(words, dtype=np.int32))
        self.keys = np.concatenate([self.keys, np.asarray(keys, dtype=np.int64)])
        self._postings = None

    def remove(self, keys: Keys) -> None:
        """Forget documents, and the words that only they held."""
        kept = ~np.isin(self.keys, keys)
        self._documents = [words for words, keep in zip(self._documents, kept, strict=True) if keep]
        self.keys = self.keys[kept]
        self._forget_unused_words()
        self._postings = None

    def save(self, directory: Path) -> None:
        """Write into `directory`, which readers must not yet see (IndexStore publishes it)."""
        directory.mkdir(parents=True, exist_ok=True)
        lengths = np.fromiter(map(len, self._documents), dtype=np.int32)
        np.savez(directory / DOCUMENTS_FILE, keys=self.keys, lengths=lengths, words=_flat(self._documents))
        words = json.dumps(list(self._vocabulary), ensure_ascii=False)
        (directory / VOCABULARY_FILE).write_text(words, encoding="utf-8")
        if self._vocabulary:
            self._scored().save(str(directory / POSTINGS_DIR), show_progress=False)

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Read the words; the scores stay in their file and are mapped."""
        try:
            with np.load(directory / DOCUMENTS_FILE, allow_pickle=False) as stored:
                ends = np.cumsum(stored["lengths"])[:-1]
                documents = np.split(stored["words"], ends) if len(stored["lengths"]) else []
                index = cls(stored["keys"], documents, {})
            words = json.loads((directory / VOCABULARY_FILE).read_text(encoding="utf-8"))
            index._vocabulary = {word: number for number, word in enumerate(words)}
            if words:
                index._postings = _mapped(directory / POSTINGS_DIR)
        except (OSError, ValueError, KeyError) as error:
            raise IndexUnavailable(f"The words in {directory} cannot be read.", remedy="Rebuild it.") from error
        return index

    def _scored(self) -> bm25s.BM25:
        if self._postings is None:
            self._postings = bm25s.BM25(k1=K1, b=B, method="lucene", backend="numpy")
            words = [document.tolist() for document in self._documents]
            self._postings.index((words, dict(self._vocabulary)), show_progress=False)
        return self._postings

    def _forget_unused_words(self) -> None:
        names = list(self._vocabulary)
        used, renumbered = np.unique(_flat(self._documents), return_inverse=True)
        self._vocabulary = {names[old]: new for new, old in enumerate(used)}
        ends = np.cumsum([len(document) for document in self._documents])[:-1]
        self._documents = np.split(renumbered.astype(np.int32), ends) if self._documents else []


def _flat(documents: Iterable[NDArray[np.int32]]) -> NDArray[np.int32]:
    return np.concatenate([np.empty(0, dtype=np.int32), *documents])


def _mapped(directory: Path) -> bm25s.BM25:
    postings = bm25s.BM25.load(str(directory), mmap=True)
    # A plain view of the mapped pages: slicing numpy's memmap class costs more than adding the scores up.
    postings.scores = {
        name: np.asarray(part) if isinstance(part, np.ndarray) else part for name, part in postings.scores.items()
    }
    return postings
