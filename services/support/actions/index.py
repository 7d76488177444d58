"""The knowledge index: a derived artefact, built aside and swapped whole."""

from typing import Any

from django.conf import settings

from modelkit.errors import IndexUnavailable
from modelkit.retrieval import Index, IndexStore
from services.support import models
from services.support.actions.embedding import Progress, current_encoder, embed, unseen
from services.support.actions.engine import INDEX
from services.support.models.choices import Split
from services.support.queries import training

# The learned fusion needs enough questions to be judged on some that it has not seen.
_MIN_QUESTIONS = 20


def rebuild_index(*, name: str = INDEX, encoder: str = "", progress: Progress = unseen) -> dict[str, Any]:
    """Bring the index in line with the live chunks and publish it. Only what is new is embedded.

    Without an `encoder` it is the one in force.
    """
    store = IndexStore(settings.MODELKIT_INDEXES)
    chunks = {str(chunk.pk): chunk for chunk in models.Chunk.objects.filter(live=True).select_related("document")}
    if not chunks:
        store.delete(name)
        return {"chunks": 0}
    encoder = encoder or current_encoder()
    index = _previous(store, name, encoder)
    gone = index.remove(set(index.ids()) - set(chunks)) if index else 0
    known = set(index.ids()) if index else set()
    fresh = {key: chunk.indexed_text for key, chunk in chunks.items() if key not in known}
    if fresh:
        vectors = embed(encoder, list(fresh.values()), "passage", progress)
        if index:
            index.add(list(fresh), list(fresh.values()), vectors)
        else:
            index = Index.build(list(fresh), list(fresh.values()), vectors, encoder=encoder)
    if index is None:
        raise IndexUnavailable("There is nothing to index.")
    fusion = _learn_fusion(index)
    version = store.publish(name, index).version
    return {"version": version, "chunks": len(chunks), "embedded": len(fresh), "removed": gone, "fusion": fusion}


def _previous(store: IndexStore, name: str, encoder: str) -> Index | None:
    try:
        index = store.load(name)
    except IndexUnavailable:
        return None
    # Vectors of another encoder live in another space.
    return index if index.encoder == encoder and len(index) else None


def _learn_fusion(index: Index) -> bool:
    """Whether words help beside vectors, as judged on questions whose passage is known.

    Those the encoder was trained on would say that vectors need no help.
    """
    located = list(training.located_questions(Split.VALIDATION))
    if len(located) < _MIN_QUESTIONS:
        return False
    questions = [question for question, *_ in located]
    vectors = embed(index.encoder, questions, "query")
    return index.learn_fusion(questions, vectors, [ids for *_, ids in located]).uses_words
