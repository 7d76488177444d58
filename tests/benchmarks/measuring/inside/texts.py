"""Every live passage, as it is indexed."""

from services.support import models


def run() -> list[str]:
    chunks = models.Chunk.objects.filter(live=True).select_related("document")
    return [chunk.indexed_text for chunk in chunks]
