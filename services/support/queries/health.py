"""What the check of articles reads, and its findings as editors read them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from services.support import models
from services.support.models.choices import UNKNOWN, Rung

Kind = models.Finding.Kind
TABS = (*Kind.values, "dismissed")


@dataclass(frozen=True, slots=True)
class Article:
    pk: int
    title: str
    language: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Passage:
    chunk: int
    document: int
    language: str
    heading: str
    text: str


@dataclass
class Use:
    """What customers made of one article: how often it was cited, liked or not, and nearest but not good enough."""

    cited: int = 0
    up: int = 0
    down: int = 0
    missed: int = 0


@dataclass(frozen=True)
class Uses:
    by_document: dict[int, Use] = field(default_factory=dict)

    def of(self, document: int) -> Use:
        return self.by_document.setdefault(document, Use())


def articles() -> list[Article]:
    rows = models.Document.objects.filter(archived_at=None).exclude(current=None).order_by("pk")
    return [Article(*row) for row in rows.values_list("pk", "title", "language", "current__created_at")]


def passages() -> list[Passage]:
    rows = (
        _live()
        .order_by("document", "position")
        .values_list("pk", "document_id", "language", "document__title", "heading_path", "text")
    )
    return [
        Passage(pk, document, language, " › ".join([title, *path]), text)
        for pk, document, language, title, path, text in rows
    ]


def uses(*, since: datetime, limit: int) -> Uses:
    """From the traces of answers and hand-overs, the newest `limit` of them."""
    document_of = dict(models.Chunk.objects.values_list("pk", "document_id"))
    found = Uses()
    for rung, steps, feedback in _traces(since, limit):
        chunks = _cited(steps) if rung == Rung.COMPOSED else _nearest(steps)
        for document in {document_of[chunk] for chunk in chunks if chunk in document_of}:
            use = found.of(document)
            if rung == Rung.COMPOSED:
                use.cited += 1
                use.up += feedback == 1
                use.down += feedback == -1
            else:
                use.missed += 1
    return found


def findings(*, show: str) -> QuerySet[models.Finding]:
    """Of passages that are still live; the heaviest first."""
    rows = models.Finding.objects.select_related(
        "document", "first__document", "second__document", "dismissed_by"
    ).filter(document__archived_at=None)
    rows = rows.filter(Q(first=None) | Q(first__live=True), Q(second=None) | Q(second__live=True))
    rows = rows.filter(Q(second=None) | Q(second__document__archived_at=None))
    if show == "dismissed":
        return rows.exclude(dismissed_at=None).order_by("-dismissed_at", "pk")
    return rows.filter(kind=show, dismissed_at=None).order_by("-weight", "pk")


def counts() -> dict[str, int]:
    return {show: findings(show=show).count() for show in TABS}


def live_among(chunks: Collection[int]) -> set[int]:
    return set(_live().filter(pk__in=chunks).values_list("pk", flat=True))


def _live() -> QuerySet[models.Chunk]:
    return models.Chunk.objects.filter(live=True, document__archived_at=None)


def _traces(since: datetime, limit: int) -> Iterator[tuple[str, list[dict[str, Any]], int | None]]:
    wanted = Q(rung=Rung.COMPOSED) | Q(rung=Rung.HANDOVER, reason__in=UNKNOWN)
    rows = models.Trace.objects.filter(wanted, created_at__gte=since).order_by("-pk")
    yield from rows.values_list("rung", "steps", F("answer__feedback"))[:limit].iterator(chunk_size=500)


def _cited(steps: list[dict[str, Any]]) -> list[int]:
    return next((step.get("sources") or [] for step in steps if step.get("step") == "compose"), [])


def _nearest(steps: list[dict[str, Any]]) -> list[int]:
    """The passage that came nearest to answering."""
    for name in ("rerank", "retrieve"):
        candidates = next((step.get("candidates") or [] for step in steps if step.get("step") == name), [])
        if candidates:
            return [candidates[0]["chunk"]]
    return []
