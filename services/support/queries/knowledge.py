"""Articles as the pages list, open and cite them."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from services.support import models


def documents(*, search: str = "", language: str = "", status: str = "live") -> QuerySet[models.Document]:
    """`status` is live, archived or all. Searches titles, keys and live passages."""
    found = models.Document.objects.select_related("current").annotate(
        live_chunks=Count("chunks", filter=Q(chunks__live=True), distinct=True)
    )
    if status != "all":
        found = found.filter(archived_at__isnull=status != "archived")
    if language:
        found = found.filter(language=language)
    if search:
        inside = models.Chunk.objects.filter(live=True, text__icontains=search).values("document")
        found = found.filter(Q(title__icontains=search) | Q(key__icontains=search) | Q(pk__in=inside))
    return found.order_by("title", "id")


def languages() -> list[str]:
    return list(models.Document.objects.values_list("language", flat=True).distinct().order_by("language"))


def versions(document: models.Document) -> QuerySet[models.DocumentVersion]:
    return document.versions.select_related("created_by").order_by("-number")


@dataclass(frozen=True)
class Passage:
    chunk: models.Chunk
    cited: bool
    # Headings that this passage opens: those that the passage before did not stand under.
    headings: list[tuple[int, str]]


@dataclass(frozen=True)
class Source:
    """A cited passage inside the version of its article that said so."""

    document: models.Document
    version: models.DocumentVersion
    passages: list[Passage]

    @property
    def is_current(self) -> bool:
        return self.document.current_id == self.version.pk and self.document.archived_at is None


def source(chunk: models.Chunk, *, number: int | None = None) -> Source:
    """`number` is the version that an answer cited; without one, the newest that holds the passage."""
    version = _version_holding(chunk, number)
    chunks = chunks_of(version)
    return Source(chunk.document, version, list(_with_headings(chunks, cited=chunk.pk)))


def chunks_of(version: models.DocumentVersion) -> list[models.Chunk]:
    """The passages that made up a version: born by then and not yet retired."""
    alive = Q(retired=None) | Q(retired__number__gt=version.number)
    chunks = version.document.chunks.filter(alive, born__number__lte=version.number)
    return list(chunks.order_by("position", "id"))


def passages_of(version: models.DocumentVersion) -> list[Passage]:
    return list(_with_headings(chunks_of(version), cited=None))


def _version_holding(chunk: models.Chunk, number: int | None) -> models.DocumentVersion:
    last = chunk.retired.number - 1 if chunk.retired else None
    held = chunk.document.versions.filter(number__gte=chunk.born.number)
    if last is not None:
        held = held.filter(number__lte=last)
    cited = held.filter(number=number).first() if number else None
    return cited or held.order_by("-number").first() or chunk.born


def _with_headings(chunks: list[models.Chunk], *, cited: int | None) -> list[Passage]:
    passages: list[Passage] = []
    before: list[str] = []
    for chunk in chunks:
        path = list(chunk.heading_path)
        shared = next(
            (i for i, (a, b) in enumerate(zip(path, before, strict=False)) if a != b), min(len(path), len(before))
        )
        # The article's title is the page's first heading, so its own headings start at the second.
        opened = [(min(level + 2, 6), heading) for level, heading in enumerate(path) if level >= shared]
        passages.append(Passage(chunk, chunk.pk == cited, opened))
        before = path
    return passages
