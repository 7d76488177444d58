"""Who was answered by whom, and how it went for them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.support import models
from services.support.models.choices import Author, Reason, State


@dataclass(frozen=True, slots=True)
class Visit:
    """One visitor whose time has passed. `signs` are what happened within it; `score` is their last rating."""

    treated: bool
    signs: frozenset[str]
    score: int | None


@dataclass(frozen=True)
class Outcomes:
    """In the order in which visitors came. `waiting` have not had their time yet."""

    visits: list[Visit]
    waiting: int
    exposed: int
    exposed_treated: int

    @property
    def treated(self) -> list[bool]:
        return [visit.treated for visit in self.visits]

    def shows(self, sign: str) -> list[bool]:
        return [sign in visit.signs for visit in self.visits]


@dataclass
class _Seen:
    """When each thing happened to a visitor."""

    signs: list[tuple[datetime, str]] = field(default_factory=list)
    scores: list[tuple[datetime, int]] = field(default_factory=list)


def running() -> models.Split | None:
    return models.Split.objects.filter(is_open=True).select_related("candidate").first()


def latest() -> models.Split | None:
    return models.Split.objects.select_related("candidate").first()


def answers(split: models.Split) -> tuple[int, int]:
    """How many answers were the candidate's to give, and how many of them failed."""
    return split.answers.count(), split.answers.filter(failed=True).count()


def outcomes(split: models.Split, *, horizon: timedelta, now: datetime) -> Outcomes:
    """A visitor counts once the horizon is over: outcomes that could still change would bend the sequence."""
    rows = list(split.exposures.order_by("at", "pk").values_list("visitor_id", "treated", "at"))
    seen = _seen(split)
    visits = [_visit(seen[visitor], treated, at, at + horizon) for visitor, treated, at in rows if at + horizon <= now]
    return Outcomes(
        visits=visits,
        waiting=len(rows) - len(visits),
        exposed=len(rows),
        exposed_treated=sum(treated for _visitor, treated, _at in rows),
    )


def _visit(seen: _Seen, treated: bool, begin: datetime, end: datetime) -> Visit:
    signs = frozenset(sign for at, sign in seen.signs if begin <= at <= end)
    scores = [score for at, score in sorted(seen.scores) if begin <= at <= end]
    return Visit(treated, signs, scores[-1] if scores else None)


def _seen(split: models.Split) -> defaultdict[UUID, _Seen]:
    """By visitor. Events are read rather than rows: a thumb that is turned later has been what it was."""
    found: defaultdict[UUID, _Seen] = defaultdict(_Seen)
    by_people = _messages_of_people(split)
    events = models.Event.objects.filter(
        conversation__visitor__exposures__split=split, kind__in=["state", "feedback"], created_at__gte=split.started_at
    )
    states: dict[UUID, str] = {}
    columns = ("conversation__visitor_id", "conversation_id", "kind", "data", "created_at")
    for visitor, talk, kind, data, at in events.order_by("conversation_id", "number").values_list(*columns):
        before = states.get(talk, "")
        if kind == "state":
            states[talk] = data["state"]
        found[visitor].signs += [(at, sign) for sign in _READERS[kind](data, before, by_people)]
    ratings = models.Rating.objects.filter(
        conversation__visitor__exposures__split=split, updated_at__gte=split.started_at
    )
    for visitor, score, at in ratings.values_list("conversation__visitor_id", "score", "updated_at"):
        found[visitor].scores.append((at, score))
    return found


def _of_state(data: dict[str, Any], before: str, _by_people: set[int]) -> list[str]:
    if data["state"] == State.WAITING and data["reason"] != Reason.AGENT_REQUESTED:
        return ["handed_over", "unhappy"] if data["reason"] == Reason.UNHAPPY_TWICE else ["handed_over"]
    return ["reopened"] if data["state"] == State.BOT and before == State.CLOSED else []


def _of_feedback(data: dict[str, Any], _before: str, by_people: set[int]) -> list[str]:
    if data["message"] in by_people:
        return []
    return {-1: ["thumbs_down", "unhappy"], 1: ["thumbs_up"]}.get(data["value"], [])


def _messages_of_people(split: models.Split) -> set[int]:
    """What an agent wrote is not the assistant's to be judged by."""
    rows = models.Message.objects.filter(conversation__visitor__exposures__split=split, author=Author.AGENT)
    return set(rows.values_list("pk", flat=True))


_READERS: dict[str, Callable[[dict[str, Any], str, set[int]], list[str]]] = {
    "state": _of_state,
    "feedback": _of_feedback,
}
