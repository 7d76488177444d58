"""Questions without an answer, gathered by subject, as editors read them."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from services.support import models
from services.support.models.choices import UNKNOWN, Author, Rung, Split
from services.support.queries.corrections import OPEN

TABS = ("open", "drafted", "answered", "dismissed")
WEEKS = 8
_EXAMPLES, _REPLIES = 5, 3
_LIVE = models.Correction.State.LIVE


@dataclass(frozen=True, slots=True)
class Unknown:
    """One question that was handed over for want of an answer; `replied` where a person answered it."""

    trace: int
    text: str
    language: str
    replied: bool


def unknown(*, since: datetime, limit: int) -> list[Unknown]:
    """Masked, the newest first."""
    rows = models.Trace.objects.filter(rung=Rung.HANDOVER, reason__in=UNKNOWN, created_at__gte=since)
    rows = rows.annotate(replied=Exists(_replies(question="question", conversation="question__conversation")))
    return [Unknown(*row) for row in rows.order_by("-pk").values_list("pk", "text", "language", "replied")[:limit]]


def still_there(traces: Collection[int]) -> set[int]:
    """Those among them that are not erased, and will not be before the transaction ends."""
    rows = models.Trace.objects.select_for_update().filter(rung=Rung.HANDOVER, pk__gte=min(traces, default=0))
    return set(rows.order_by("pk").values_list("pk", flat=True)) & set(traces)


def labelled() -> list[tuple[str, str]]:
    """(question, subject) of questions kept for validation: an intent, a place in an article, or one of its own."""
    examples = models.Example.objects.filter(split=Split.VALIDATION, correction=None).order_by("pk")
    found = [
        (text, f"intent {name}" if name else f"none {pk}")
        for pk, text, name in examples.values_list("pk", "text", "intent__name")
    ]
    pairs = models.TrainingPair.objects.filter(split=Split.VALIDATION).exclude(document_key="").order_by("pk")
    places = pairs.values_list("question", "document_key", "heading")
    return found + [(question, f"place {key} {heading}") for question, key, heading in places]


def common_questions(*, limit: int) -> list[str]:
    """What customers ask anyway: words that stand here, too, tell little."""
    return list(models.Example.objects.exclude(split=Split.TEST).order_by("-pk").values_list("text", flat=True)[:limit])


def gaps(*, show: str = "") -> QuerySet[models.Gap]:
    """The most asked first. `show` is one of TABS, or empty for all."""
    now = timezone.now()
    week, before = now - timedelta(days=7), now - timedelta(days=14)
    asked = "questions__trace__created_at"
    rows = models.Gap.objects.annotate(
        size=Count("questions", distinct=True),
        recent=Count("questions", distinct=True, filter=Q(**{f"{asked}__gte": week})),
        earlier=Count("questions", distinct=True, filter=Q(**{f"{asked}__gte": before, f"{asked}__lt": week})),
        asked_at=Max(asked),
        drafted=Exists(models.Correction.objects.filter(gap=OuterRef("pk"), state__in=OPEN)),
        taught=Exists(models.Correction.objects.filter(gap=OuterRef("pk"), state=_LIVE)),
    ).filter(size__gt=0)
    return rows.filter(_shown(show)).order_by("-size", "-asked_at", "pk")


def with_examples(rows: QuerySet[models.Gap]) -> QuerySet[models.Gap]:
    """With a few of its questions (`nearest`), each in other words, and what people answered (`replied`)."""
    asked = models.GapQuestion.objects.select_related("trace__question").order_by("-nearness", "pk")
    replied = asked.annotate(reply=Subquery(_first_reply().values("text")[:1])).exclude(reply=None)
    return rows.prefetch_related(
        Prefetch("questions", asked.filter(repeats=False)[:_EXAMPLES], to_attr="nearest"),
        Prefetch("questions", replied[:_REPLIES], to_attr="replied"),
        Prefetch("corrections", models.Correction.objects.order_by("pk"), to_attr="drafts"),
    )


def questions_of(gap: models.Gap, *, language: str, limit: int) -> Sequence[models.GapQuestion]:
    """In different words, the most central first."""
    rows = gap.questions.filter(repeats=False, trace__language=language)
    return list(rows.select_related("trace__question").order_by("-nearness", "pk")[:limit])


def languages_of(gap: models.Gap) -> list[str]:
    """In which it is asked, the most frequent first."""
    rows = gap.questions.order_by().values("trace__language").annotate(n=Count("pk")).order_by("-n", "trace__language")
    return [row["trace__language"] for row in rows]


def reply_to(gap: models.Gap, *, language: str) -> str:
    """What a person answered to the most central question that anybody answered; empty where nobody has."""
    rows = (
        gap.questions.filter(trace__language=language)
        .annotate(reply=Subquery(_first_reply().values("text")[:1]))
        .exclude(reply=None)
    )
    return rows.order_by("-nearness", "pk").values_list("reply", flat=True).first() or ""


def weeks(rows: Iterable[models.Gap]) -> dict[int, list[int]]:
    """How often each was asked in each of the last weeks, the newest last."""
    now = timezone.now()
    since = now - timedelta(weeks=WEEKS)
    asked = models.GapQuestion.objects.filter(gap__in=[row.pk for row in rows], trace__created_at__gte=since)
    counted: Counter[tuple[int, int]] = Counter(
        (gap, (now - at) // timedelta(weeks=1)) for gap, at in asked.values_list("gap_id", "trace__created_at")
    )
    return {row.pk: [counted[row.pk, age] for age in reversed(range(WEEKS))] for row in rows}


def counts() -> dict[str, int]:
    return {show: gaps(show=show).count() for show in TABS}


def texts_by_gap(gap_ids: Iterable[int]) -> dict[int, list[str]]:
    """All that was asked in them, each wording once."""
    found: dict[int, list[str]] = {}
    rows = models.GapQuestion.objects.filter(gap__in=list(gap_ids), repeats=False)
    for gap, text in rows.values_list("gap_id", "trace__text"):
        found.setdefault(gap, []).append(text)
    return found


def _shown(show: str) -> Q:
    dismissed = Q(dismissed_at__isnull=False)
    known = Q(taught=True) | Q(answered=True)
    conditions: dict[str, Q] = {
        "dismissed": dismissed,
        "drafted": ~dismissed & Q(drafted=True),
        "answered": ~dismissed & Q(drafted=False) & known,
        "open": ~dismissed & Q(drafted=False) & ~known,
    }
    return conditions.get(show, Q())


def _replies(*, question: str, conversation: str) -> QuerySet[models.Message]:
    said: dict[str, Any] = {"conversation": OuterRef(conversation), "pk__gt": OuterRef(question)}
    return models.Message.objects.filter(author=Author.AGENT, **said)


def _first_reply() -> QuerySet[models.Message]:
    return _replies(question="trace__question", conversation="trace__question__conversation").order_by("pk")
