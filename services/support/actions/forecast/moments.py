"""The moments at which a conversation would have been judged: after each word and each thumb of its customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from modelkit.evaluation.intervals import Column
from services.support.actions.drivers.resampling import Places
from services.support.actions.drivers.study import UNHAPPY
from services.support.actions.forecast.signs import shown
from services.support.models.choices import State
from services.support.queries.talks import Fact, RatedTalk, Talk

# What comes after so many says little more about the rating than these.
MOST_MOMENTS = 40


@dataclass(frozen=True)
class Moments:
    """One row a moment: its signs, whose it is, whether the customer was unhappy in the end, and its weight.

    A conversation counts once, however many moments it has. `by_assistant`: nobody had been called yet, so that an
    early hand-over could still have come.
    """

    signs: Column
    unhappy: NDArray[np.bool_]
    weights: Column
    talk: Places
    by_assistant: NDArray[np.bool_]


@dataclass(frozen=True)
class Sample:
    """Rated conversations, oldest first, and their moments."""

    visitors: Sequence[str]
    unhappy: NDArray[np.bool_]
    at: Sequence[datetime]
    called: NDArray[np.bool_]
    moments: Moments


def sample(rated: Sequence[RatedTalk]) -> Sample:
    known = sorted(rated, key=lambda one: one.at)
    unhappy = np.array([one.score <= UNHAPPY for one in known], dtype=bool)
    return Sample(
        visitors=[str(one.talk.visitor) for one in known],
        unhappy=unhappy,
        at=[one.at for one in known],
        called=np.array([was_called(one.talk) for one in known], dtype=bool),
        moments=moments([one.talk for one in known], unhappy),
    )


def moments(talks: Sequence[Talk], unhappy: NDArray[np.bool_]) -> Moments:
    cuts = [(place, fact) for place, talk in enumerate(talks) for fact in turning_points(talk)]
    places = np.array([place for place, _fact in cuts], dtype=np.intp)
    sizes = np.bincount(places, minlength=len(talks)).astype(np.float64)
    cut = [talks[place].until(fact.number) for place, fact in cuts]
    return Moments(
        signs=shown(cut),
        unhappy=unhappy[places],
        weights=1 / sizes[places],
        talk=places,
        by_assistant=np.array([not was_called(talk) for talk in cut], dtype=bool),
    )


def turning_points(talk: Talk) -> list[Fact]:
    points = [fact for fact in talk.facts if fact.is_customers_word or fact.kind == "thumb"]
    return points[:MOST_MOMENTS]


def was_called(talk: Talk) -> bool:
    """Whether a person was called or came by."""
    return any(fact.state in {State.WAITING, State.PERSON} for fact in talk.facts)
