"""What a period came to: how much, how well, how fast, and what it saved. All from plain rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.utils import timezone

from modelkit.evaluation.intervals import proportion
from services.support import models
from services.support.actions.satisfaction.figures import SATISFIED
from services.support.models.choices import Author, Rung
from services.support.queries import reports as stored
from services.support.queries.overview import Period
from services.support.queries.reports import Talk

# Whoever does not write again for so long was helped.
DURABLE = timedelta(days=7)
# A pause as long as this ends a conversation that nobody closes.
_QUIET = timedelta(hours=24)
OTHER = ""
_ANSWERED = {Rung.TEMPLATE, Rung.COMPOSED}


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `total`, with its 95 % interval (Clopper and Pearson, 1934)."""

    count: int
    total: int

    @property
    def value(self) -> float | None:
        return self.count / self.total if self.total else None

    @property
    def low(self) -> float | None:
        return proportion(self.count, self.total).low if self.total else None

    @property
    def high(self) -> float | None:
        return proportion(self.count, self.total).high if self.total else None


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds: the middle one, and the one that nine of ten stay under. None where there was none."""

    count: int
    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class Quality:
    """How answers were liked, by topic and language. An empty topic is what no intent was recognised in."""

    topic: str
    language: str
    answers: int
    liked: Share
    satisfied: Share


@dataclass(frozen=True, slots=True)
class Load:
    """What one agent did. `wait` is until their first word after a customer called for a person."""

    name: str
    talks: int
    messages: int
    wait: Times
    satisfied: Share


@dataclass(frozen=True)
class Saved:
    """`held` conversations would have cost `by_person` each; the assistant cost `by_assistant` for each it met."""

    held: int
    met: int
    by_person: float
    by_assistant: float
    currency: str

    @property
    def amount(self) -> float:
        return self.held * self.by_person - self.met * self.by_assistant


@dataclass(frozen=True)
class Figures:
    talks: int
    deflected: Share
    durable: Share
    too_early: int
    durable_by_assistant: Share
    first_answer: Times
    first_person: Times
    resolved: Times
    saved: Saved
    quality: Sequence[Quality]
    load: Sequence[Load]
    truncated: bool


def figures(period: Period) -> Figures:
    rows = stored.talks(period)
    ends = {talk.id: end for talk in rows if (end := ended_at(talk))}
    written = stored.written_by({talk.visitor for talk in rows}, period, after=DURABLE + _QUIET)
    judged = [talk for talk in rows if talk.id in ends and ends[talk.id] + DURABLE <= timezone.now()]
    durable = {talk.id for talk in judged if not _came_back(written[talk.visitor], ends[talk.id])}
    deflected = [talk for talk in rows if is_deflected(talk)]
    by_assistant = [talk for talk in judged if is_deflected(talk)]
    return Figures(
        talks=len(rows),
        deflected=Share(len(deflected), len(rows)),
        durable=Share(len(durable), len(judged)),
        too_early=len(ends) - len(judged),
        durable_by_assistant=Share(sum(talk.id in durable for talk in by_assistant), len(by_assistant)),
        first_answer=times(_first_answer(talk) for talk in rows),
        first_person=times(_first_person(talk) for talk in rows),
        resolved=times((ends[talk.id] - talk.said[0].at).total_seconds() for talk in rows if talk.id in ends),
        saved=_saved(rows, [talk for talk in by_assistant if talk.id in durable], stored.inputs()),
        quality=quality(rows),
        load=load(rows, stored.agents()),
        truncated=len(rows) >= stored.MOST_TALKS,
    )


def is_deflected(talk: Talk) -> bool:
    """The assistant answered, nobody called a person, and no person wrote."""
    answered = any(one.rung in _ANSWERED for one in talk.said)
    return answered and talk.called is None and all(one.author != Author.AGENT for one in talk.said)


def ended_at(talk: Talk) -> datetime | None:
    """When it was closed, or at the last word before a long pause, whichever came first. None while it goes on."""
    quiet = _quiet_since(talk)
    return min((at for at in (talk.closed, quiet) if at), default=None)


def times(seconds: Iterable[float | None]) -> Times:
    """Percentiles are values that occurred."""
    known = np.array(sorted(one for one in seconds if one is not None))
    if not len(known):
        return Times(0, None, None)
    median, p90 = (float(np.quantile(known, share, method="inverted_cdf")) for share in (0.5, 0.9))
    return Times(len(known), median, p90)


def quality(rows: Sequence[Talk]) -> list[Quality]:
    """The most answered first."""
    thumbs: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    scores: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for talk in rows:
        for one in talk.said:
            if one.rung in _ANSWERED:
                thumbs[one.intent or OTHER, talk.language].append(one.feedback)
        if talk.score is not None:
            scores[talk.topic or OTHER, talk.language].append(talk.score)
    found = [
        Quality(
            topic=topic,
            language=language,
            answers=len(given := thumbs.get((topic, language), [])),
            liked=Share(given.count(1), len(given) - given.count(0)),
            satisfied=_satisfied(scores.get((topic, language), [])),
        )
        for topic, language in {*thumbs, *scores}
    ]
    return sorted(found, key=lambda one: (-one.answers, one.topic, one.language))


def load(rows: Sequence[Talk], names: Mapping[int, str]) -> list[Load]:
    """Whoever talked with most customers first."""
    held: defaultdict[int, list[Talk]] = defaultdict(list)
    for talk in rows:
        for agent in {one.agent for one in talk.said if one.author == Author.AGENT and one.agent}:
            held[agent].append(talk)
    found = [
        Load(
            name=names.get(agent, "–"),
            talks=len(mine),
            messages=sum(one.agent == agent for talk in mine for one in talk.said),
            wait=times(_first_person(talk) for talk in mine if _first_agent(talk) == agent),
            satisfied=_satisfied([talk.score for talk in mine if talk.score is not None]),
        )
        for agent, mine in held.items()
    ]
    return sorted(found, key=lambda one: (-one.talks, one.name))


def _saved(rows: Sequence[Talk], held: Sequence[Talk], inputs: models.CostInputs) -> Saved:
    met = sum(any(one.author == Author.BOT for one in talk.said) for talk in rows)
    return Saved(len(held), met, inputs.by_person, inputs.cost_each, inputs.currency)


def _satisfied(scores: Sequence[int]) -> Share:
    return Share(sum(score >= SATISFIED for score in scores), len(scores))


def _quiet_since(talk: Talk) -> datetime | None:
    """Nothing happened after it, neither a word nor a close."""
    moments = sorted([*(one.at for one in talk.said[1:]), *([talk.closed] if talk.closed else []), timezone.now()])
    for one in talk.said:
        if (
            one.author != Author.VISITOR
            and min((at for at in moments if at > one.at), default=one.at) - one.at >= _QUIET
        ):
            return one.at
    return None


def _came_back(written: Sequence[datetime], end: datetime) -> bool:
    return any(end < at <= end + DURABLE for at in written)


def _first_answer(talk: Talk) -> float | None:
    """A word that somebody else will answer is no answer."""
    asked = next(one.at for one in talk.said if one.author == Author.VISITOR)
    return _until(asked, (one.at for one in talk.said if one.author == Author.AGENT or one.rung in _ANSWERED))


def _first_person(talk: Talk) -> float | None:
    if talk.called is None:
        return None
    return _until(talk.called, (one.at for one in talk.said if one.author == Author.AGENT))


def _first_agent(talk: Talk) -> int | None:
    return next((one.agent for one in talk.said if one.author == Author.AGENT), None)


def _until(begin: datetime, moments: Iterable[datetime]) -> float | None:
    return next(((at - begin).total_seconds() for at in moments if at >= begin), None)
