"""The peer: what one would write in an afternoon with sentence-transformers, FAISS and a cross-encoder."""

from pathlib import Path

import faiss
from sentence_transformers import CrossEncoder, SentenceTransformer

CANDIDATES = 12
QUERY = "query: "


class ByHand:
    """Same models, same texts, in one process, no ladder and no HTTP."""

    def __init__(self, *, encoder: Path, reranker: Path, texts: list[str]) -> None:
        self._encoder = SentenceTransformer(str(encoder), device="cpu")
        self._reranker = CrossEncoder(str(reranker), device="cpu", max_length=256)
        self._texts = texts
        vectors = self._encoder.encode(["passage: " + text for text in texts], normalize_embeddings=True)
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)

    def best(self, question: str) -> str:
        """The passage that answers."""
        vector = self._encoder.encode([QUERY + question], normalize_embeddings=True)
        _scores, rows = self._index.search(vector, CANDIDATES)
        found: list[str] = [self._texts[row] for row in rows[0]]
        scores = self._reranker.predict([(question, text) for text in found], show_progress_bar=False)
        return found[int(scores.argmax())]
