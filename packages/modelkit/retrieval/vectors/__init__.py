"""Dense vectors under integer keys, in the FAISS layout that fits their number."""

from modelkit.retrieval.vectors.index import VectorIndex

__all__ = ["VectorIndex"]
