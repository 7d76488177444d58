"""The conversations that the model is fitted on, and those beside them that nobody rated."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.utils import timezone

from modelkit.evaluation.intervals import Column
from services.support.actions.drivers.indices import Ended, measured
from services.support.actions.drivers.tone import is_courtesy
from services.support.queries import talks as stored
from services.support.queries.talks import Talk

# Whoever writes again within so long was not helped.
RETURN = timedelta(days=7)
MOST_UNRATED = 2_000


@dataclass(frozen=True)
class Gathered:
    """Rows of one place each: measures [n, measures], scores [n], and whose they are [n]."""

    measures: Column
    scores: Column
    visitors: Sequence[str]
    # Measures of conversations that were closed and not rated [m, measures].
    unrated: Column
    too_early: int
    asked: int


def gather(*, now: datetime | None = None) -> Gathered:
    """Ratings whose conversations ended a week ago or earlier: before that nobody knows who comes back."""
    moment = now or timezone.now()
    rated = stored.rated()
    known = [one for one in rated if _end(one.talk) + RETURN <= moment]
    silent = stored.unrated(ended_before=moment - RETURN, limit=MOST_UNRATED)
    table = measured(_ended([one.talk for one in known]))
    return Gathered(
        measures=table,
        scores=np.array([one.score for one in known], dtype=np.float64),
        visitors=[str(one.talk.visitor) for one in known],
        unrated=measured(_ended(silent)),
        too_early=len(rated) - len(known),
        asked=stored.closed_since(rated[0].talk.facts[0].at) if rated else 0,
    )


def _ended(talks: Sequence[Talk]) -> list[Ended]:
    if not talks:
        return []
    since = min(_end(talk) for talk in talks)
    later = stored.written_later({talk.visitor for talk in talks}, since=since)
    corrected = stored.corrected_answers([talk.id for talk in talks])
    return [
        Ended(talk, _came_back(later.get(talk.visitor, []), _end(talk)), frozenset(corrected.get(talk.id, ())))
        for talk in talks
    ]


def _came_back(written: list[tuple[datetime, str]], end: datetime) -> bool:
    """A word of thanks is no return."""
    first, last = (bisect_right(written, moment, key=lambda one: one[0]) for moment in (end, end + RETURN))
    return any(not is_courtesy(text) for _at, text in written[first:last])


def _end(talk: Talk) -> datetime:
    """Not the closing: desks close late, and what counts is when somebody last said something."""
    return max((fact.at for fact in talk.facts if fact.kind == "message"), default=talk.facts[-1].at)
