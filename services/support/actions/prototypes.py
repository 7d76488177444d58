"""Nearest questions: every known example under the encoder in force, and those that corrections teach, at once.

Only companies that correct have this index; it is derived, and built again whenever the encoder changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.conf import settings

from modelkit.errors import IndexUnavailable, ModelNotFound
from modelkit.retrieval import Index, IndexStore
from services.support.actions import remembered
from services.support.actions.embedding import Progress, Vectors, current_encoder, embed, unseen
from services.support.actions.engine import engine, patient_engine
from services.support.queries import corrections as stored

EXAMPLES = "support-examples"
DEPTH = 16


@dataclass(frozen=True, slots=True)
class Near:
    """A known question by its id, and how near it is."""

    id: str
    cosine: float


def nearest(texts: Sequence[str], *, patient: bool = False) -> list[list[Near]]:
    """The nearest known questions of each, best first; none where there is no index yet."""
    tried = remembered.prototypes()
    source = patient_engine() if patient else engine()
    try:
        hits = source.search(EXAMPLES, list(texts), k=DEPTH)
    except (IndexUnavailable, ModelNotFound):
        hits = [[] for _ in texts]
    found = [[Near(hit.id, hit.dense) for hit in row] for row in hits]
    if tried is None:
        return found
    cosines = embed(current_encoder(), list(texts), "query") @ tried.vectors.T
    return [_merged(row, tried.ids, tried.removed, line) for row, line in zip(found, cosines, strict=True)]


def sync_prototypes(*, progress: Progress = unseen) -> int:
    """Bring the index in line with the records and the live corrections. Returns how many questions are new in it.

    It is there from the first proposal on, so that approving one embeds nothing but that one.
    """
    store = IndexStore(settings.MODELKIT_INDEXES)
    if not stored.has_any():
        store.delete(EXAMPLES)
        return 0
    wanted = dict(stored.prototypes())
    encoder = current_encoder()
    index = _previous(store, encoder)
    gone = index.remove(set(index.ids()) - set(wanted)) if index else 0
    known = set(index.ids()) if index else set()
    fresh = {key: text for key, text in wanted.items() if key not in known}
    if not fresh and not gone:
        return 0
    vectors = embed(encoder, list(fresh.values()), "query", progress) if fresh else None
    if index is None and vectors is not None:
        index = Index.build(list(fresh), list(fresh.values()), vectors, encoder=encoder)
    elif index is not None and vectors is not None:
        index.add(list(fresh), list(fresh.values()), vectors)
    if index is not None:
        store.publish(EXAMPLES, index)
    return len(fresh)


def forget_prototypes(ids: set[str]) -> None:
    """Take questions out at once, as when a customer is erased."""
    store = IndexStore(settings.MODELKIT_INDEXES)
    try:
        index = store.load(EXAMPLES)
    except IndexUnavailable:
        return
    if not index.remove(ids):
        return
    if len(index) == 0:
        store.delete(EXAMPLES)
        return
    store.publish(EXAMPLES, index)
    # Versions are kept for a way back, with the words that must go.
    store.forget_earlier(EXAMPLES)


def prototype_ids() -> set[str]:
    """What the index holds."""
    try:
        return set(IndexStore(settings.MODELKIT_INDEXES).load(EXAMPLES).ids())
    except IndexUnavailable:
        return set()


def _previous(store: IndexStore, encoder: str) -> Index | None:
    try:
        index = store.load(EXAMPLES)
    except IndexUnavailable:
        return None
    return index if index.encoder == encoder and len(index) else None


def _merged(row: list[Near], ids: tuple[str, ...], removed: frozenset[str], cosines: Vectors) -> list[Near]:
    fresh = [Near(ids[place], float(cosines[place])) for place in np.argsort(-cosines)[:DEPTH]]
    kept = [near for near in row if near.id not in removed]
    return sorted([*kept, *fresh], key=lambda near: near.cosine, reverse=True)[:DEPTH]
