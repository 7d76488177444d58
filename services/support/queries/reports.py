"""What reports count, as plain rows: one pass over the conversations of a period, and what came of each."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from services.support import models
from services.support.models.choices import Author, Rung
from services.support.queries.overview import Period
from shared.accounts.models import User

# A period with more is reported from its newest.
MOST_TALKS = 50_000
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Said:
    author: str
    agent: int | None
    at: datetime
    feedback: int
    rung: str
    intent: str


@dataclass(slots=True)
class Talk:
    """One conversation: what was said in order, when a person was called, when it was closed, and its rating."""

    id: UUID
    visitor: UUID
    language: str
    topic: str
    said: list[Said] = field(default_factory=list)
    called: datetime | None = None
    closed: datetime | None = None
    score: int | None = None


def talks(period: Period) -> list[Talk]:
    """Those that a customer began in the period by writing something."""
    begin, end = period.bounds
    rows = models.Conversation.objects.filter(created_at__gte=begin, created_at__lt=end).order_by("-created_at")
    found = {
        pk: Talk(pk, visitor, language, topic, score=score)
        for pk, visitor, language, topic, score in rows.values_list(
            "pk", "visitor_id", "language", "topic", "rating__score"
        )[:MOST_TALKS]
    }
    for keys in _chunks(list(found)):
        _add_messages(found, keys)
        _add_events(found, keys)
    return [talk for talk in found.values() if any(one.author == Author.VISITOR for one in talk.said)]


def written_by(visitors: set[UUID], period: Period, *, after: timedelta) -> dict[UUID, list[datetime]]:
    """When each of these customers wrote, in any conversation, from the period's beginning until `after` its end."""
    begin, end = period.bounds
    found: dict[UUID, list[datetime]] = defaultdict(list)
    for keys in _chunks(list(visitors)):
        rows = models.Message.objects.filter(
            author=Author.VISITOR,
            conversation__visitor__in=keys,
            created_at__gte=begin,
            created_at__lt=end + after,
        )
        for visitor, at in rows.order_by("created_at").values_list("conversation__visitor_id", "created_at"):
            found[visitor].append(at)
    return found


@dataclass(frozen=True, slots=True)
class Scored:
    """One question as the ladder logged it: what each rung scored, and what came of it."""

    rung: str
    taught: bool
    certainty: float | None
    has_template: bool
    score: float | None
    versions: dict[str, Any]


def scored(period: Period, *, limit: int) -> list[Scored]:
    """Questions that reached the rungs with thresholds, the newest first."""
    begin, end = period.bounds
    rows = models.Trace.objects.filter(created_at__gte=begin, created_at__lt=end).exclude(rung=Rung.NOTICE)
    traces = rows.order_by("-pk").values_list("rung", "reason", "steps", "versions")[:limit]
    return [
        _scored(rung, reason, {step.get("step"): step for step in steps}, versions)
        for rung, reason, steps, versions in traces.iterator(chunk_size=_CHUNK)
        if any(step.get("step") in {"intent", "threshold"} for step in steps)
    ]


def inputs() -> models.CostInputs:
    """The one row; made with its defaults when there is none."""
    return models.CostInputs.objects.get_or_create(pk=1)[0]


def _scored(rung: str, reason: str, steps: dict[str, dict[str, Any]], versions: dict[str, Any]) -> Scored:
    intent, threshold = steps.get("intent", {}), steps.get("threshold", {})
    known = intent.get("label") not in {None, "__oos__"}
    return Scored(
        rung=rung,
        taught=reason == "taught",
        certainty=intent.get("certainty") if known else None,
        # Only a question that was recognised tells whether there was an answer for it.
        has_template=intent.get("skipped") is None,
        score=threshold.get("score"),
        versions={name: version for name, version in versions.items() if name != "policy"},
    )


def _add_messages(found: dict[UUID, Talk], keys: list[UUID]) -> None:
    rows = models.Message.objects.filter(conversation__in=keys).exclude(author=Author.SYSTEM).order_by("pk")
    names = ("conversation_id", "author", "agent_id", "created_at", "feedback", "trace__rung", "trace__intent")
    for key, author, agent, at, feedback, rung, intent in rows.values_list(*names):
        found[key].said.append(Said(author, agent, at, feedback, rung or "", intent or ""))


def _add_events(found: dict[UUID, Talk], keys: list[UUID]) -> None:
    called = Q(kind="state") & (Q(data__state="waiting") | Q(data__state="person"))
    rows = models.Event.objects.filter(called | Q(kind="closed"), conversation__in=keys).order_by("number")
    for key, kind, at in rows.values_list("conversation_id", "kind", "created_at"):
        if kind == "closed":
            # The first time: what came after is a return.
            found[key].closed = found[key].closed or at
        else:
            found[key].called = found[key].called or at


def agents() -> dict[int, str]:
    """Names as colleagues know them."""
    return {row.pk: row.get_full_name() or row.get_username() for row in User.objects.all()}


def _chunks(keys: list[UUID]) -> Iterator[list[UUID]]:
    return (keys[start : start + _CHUNK] for start in range(0, len(keys), _CHUNK))
