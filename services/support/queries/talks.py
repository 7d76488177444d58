"""Conversations as facts in order, each at its moment, so that one can ask what was known when."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.support import models
from services.support.models.choices import Author, State

MOST_RATED = 20_000
_CHUNK = 1_000
_KINDS = ("message", "feedback", "state", "closed")


@dataclass(frozen=True, slots=True)
class Fact:
    """One event: a message, a thumb under message number `message`, or a change of who may speak."""

    number: int
    kind: str
    at: datetime
    author: str = ""
    text: str = ""
    rung: str = ""
    message: int = 0
    replies_to: int = 0
    thumb: int = 0
    state: str = ""
    agent: str = ""
    reason: str = ""

    @property
    def is_customers_word(self) -> bool:
        return self.kind == "message" and self.author == Author.VISITOR


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as far as it has come."""

    id: UUID
    visitor: UUID
    facts: tuple[Fact, ...]

    def until(self, number: int) -> "Talk":
        """As it stood when event `number` had just happened."""
        return replace(self, facts=tuple(fact for fact in self.facts if fact.number <= number))

    def before(self, moment: datetime) -> "Talk":
        return replace(self, facts=tuple(fact for fact in self.facts if fact.at <= moment))

    @property
    def words(self) -> list[Fact]:
        """What the customer wrote."""
        return [fact for fact in self.facts if fact.is_customers_word]


@dataclass(frozen=True, slots=True)
class RatedTalk:
    """A conversation up to its rating: later facts are no cause of it."""

    talk: Talk
    score: int
    at: datetime


def rated(*, limit: int = MOST_RATED) -> list[RatedTalk]:
    """The newest ratings, oldest first. The last word counts, and so does its moment."""
    rows = models.Rating.objects.order_by("-updated_at", "-pk").values_list(
        "conversation_id", "conversation__visitor_id", "score", "updated_at"
    )[:limit]
    known = list(rows)[::-1]
    talks = {talk.id: talk for talk in _talks({key: visitor for key, visitor, _score, _at in known})}
    cut = [RatedTalk(talks[key].before(at), score, at) for key, _visitor, score, at in known]
    return [one for one in cut if one.talk.words]


def unrated(*, ended_before: datetime, limit: int) -> list[Talk]:
    """The newest that were closed without a word on how they went."""
    rows = models.Conversation.objects.filter(state=State.CLOSED, closed_at__lt=ended_before, rating=None)
    keys = dict(rows.order_by("-closed_at").values_list("pk", "visitor_id")[:limit])
    return [talk for talk in _talks(keys) if talk.words]


def talk_of(conversation: models.Conversation) -> Talk:
    """As it stands now, whatever is still to come."""
    return next(iter(_talks({conversation.pk: conversation.visitor_id})))


def open_conversations(*, limit: int) -> list[models.Conversation]:
    rows = models.Conversation.objects.exclude(state=State.CLOSED).exclude(subject="")
    return list(rows.order_by("-updated_at")[:limit])


def written_later(visitors: Iterable[UUID], *, since: datetime) -> dict[UUID, list[tuple[datetime, str]]]:
    """When each of these customers wrote, in any conversation, and what."""
    found: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    for keys in _chunks(list(visitors)):
        rows = models.Message.objects.filter(
            author=Author.VISITOR, conversation__visitor__in=keys, created_at__gte=since
        ).order_by("created_at", "pk")
        for visitor, at, text in rows.values_list("conversation__visitor_id", "created_at", "text"):
            found[visitor].append((at, text))
    return found


def corrected_answers(conversations: Iterable[UUID]) -> dict[UUID, set[int]]:
    """Messages that a colleague said should have been answered otherwise, by conversation."""
    dropped = [models.Correction.State.REJECTED, models.Correction.State.UNDONE]
    found: dict[UUID, set[int]] = defaultdict(set)
    for keys in _chunks(list(conversations)):
        rows = models.Correction.objects.filter(message__conversation__in=keys).exclude(state__in=dropped)
        for key, message in rows.values_list("message__conversation_id", "message_id"):
            found[key].add(message)
    return found


def closed_since(moment: datetime) -> int:
    """Conversations that ended after somebody had answered: those who were asked."""
    rows = models.Conversation.objects.filter(state=State.CLOSED, closed_at__gte=moment)
    return rows.filter(messages__author__in=[Author.BOT, Author.AGENT]).distinct().count()


def _talks(visitors: dict[UUID, UUID]) -> Iterator[Talk]:
    for keys in _chunks(list(visitors)):
        facts: dict[UUID, list[Fact]] = {key: [] for key in keys}
        rows = models.Event.objects.filter(conversation__in=keys, kind__in=_KINDS).order_by("conversation", "number")
        for key, number, kind, at, data in rows.values_list("conversation_id", "number", "kind", "created_at", "data"):
            facts[key].append(_fact(number, kind, at, data))
        for key in keys:
            yield Talk(key, visitors[key], tuple(facts[key]))


def _fact(number: int, kind: str, at: datetime, data: dict[str, Any]) -> Fact:
    if kind == "message":
        return Fact(
            number,
            kind,
            at,
            author=data["author"],
            text=data["text"],
            rung=data.get("rung") or "",
            message=data["id"],
            replies_to=data.get("in_reply_to") or 0,
        )
    if kind == "feedback":
        return Fact(number, "thumb", at, message=data["message"], thumb=data["value"])
    return Fact(
        number,
        kind,
        at,
        state=data.get("state", ""),
        agent=data.get("agent") or "",
        reason=data.get("reason", ""),
    )


def _chunks(keys: Sequence[UUID]) -> Iterator[list[UUID]]:
    return (list(keys[start : start + _CHUNK]) for start in range(0, len(keys), _CHUNK))
