"""Articles as they would stand: an index aside, with passages that no table holds yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from modelkit.errors import IndexUnavailable
from modelkit.retrieval import Index, IndexStore
from services.support.actions.documents.chunks import Passage
from services.support.actions.embedding import Progress, current_encoder, embed, unseen
from services.support.actions.engine import INDEX
from services.support.actions.tried import TriedKnowledge
from services.support.models.knowledge import indexed


@dataclass(frozen=True)
class Coming:
    """A passage that would stand in an article."""

    key: str
    title: str
    language: str
    url: str
    passage: Passage

    @property
    def indexed(self) -> str:
        return indexed(self.title, self.passage.heading_path, self.passage.text)

    def row(self, number: int) -> dict[str, Any]:
        """As `live_chunks` gives it. Numbers below zero are no chunk's."""
        return {
            "chunk": -number,
            "path": list(self.passage.heading_path),
            "key": self.key,
            "title": self.title,
            "url": self.url,
            "version": 0,
            "language": self.language,
            "text": self.passage.text,
        }


def with_passages(
    coming: Sequence[Coming], *, gone: Collection[str] = (), progress: Progress = unseen
) -> TriedKnowledge:
    """The knowledge in force with these passages more, and those of the ids in `gone` less."""
    encoder = current_encoder()
    rows = {f"-{number}": one.row(number) for number, one in enumerate(coming, start=1)}
    index = _copy(encoder)
    if index is not None:
        index.remove(set(gone))
    if rows:
        texts = [one.indexed for one in coming]
        vectors = embed(encoder, texts, "passage", progress)
        if index is None:
            index = Index.build(list(rows), texts, vectors, encoder=encoder)
        else:
            index.add(list(rows), texts, vectors)
    if index is None:
        raise IndexUnavailable("There is nothing to index.")
    return TriedKnowledge(index, rows, frozenset(gone))


def _copy(encoder: str) -> Index | None:
    """Opened anew from disk, so that changing it changes nothing that serves."""
    try:
        index = IndexStore(settings.MODELKIT_INDEXES).load(INDEX)
    except IndexUnavailable:
        return None
    return index if index.encoder == encoder and len(index) else None
