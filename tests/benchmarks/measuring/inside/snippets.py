"""The public snippets as articles: one a place, one heading a question. Then the index."""

from collections import defaultdict

from services.support import models
from services.support.actions import documents
from services.support.actions.index import rebuild_index
from tests.benchmarks.measuring.public_data import Snippet, dstc9_snippets


def run() -> dict[str, object]:
    places: dict[str, list[Snippet]] = defaultdict(list)
    for snippet in dstc9_snippets():
        places[snippet.id.rpartition("/")[0]].append(snippet)
    for place, snippets in places.items():
        documents.ingest_file(filename="place.md", data=_markdown(snippets).encode(), key=f"places/{place}")
    built = rebuild_index()
    return {**built, "snippets": models.Chunk.objects.filter(live=True, document__key__startswith="places/").count()}


def _markdown(snippets: list[Snippet]) -> str:
    title = snippets[0].entity or snippets[0].domain.title()
    sections = [f"## {snippet.question}\n\n{snippet.answer}" for snippet in snippets]
    return "\n\n".join([f"---\nlanguage: en\n---\n\n# {title}", *sections])
