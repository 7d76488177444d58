"""Find documents: dense vectors, words, and a learned fusion of both."""

from modelkit.retrieval.fusion import Fusion
from modelkit.retrieval.index import Index
from modelkit.retrieval.lexical import LexicalIndex
from modelkit.retrieval.store import IndexStore, IndexVersion
from modelkit.retrieval.vectors import VectorIndex

__all__ = ["Fusion", "Index", "IndexStore", "IndexVersion", "LexicalIndex", "VectorIndex"]
