"""What an open conversation shows of how it will be rated: each sign is 0 at its worst and 1 at its best.

They are the measures of ended conversations as far as these can be known before the end: a sign reads a conversation
that was cut at a moment, and nothing else, so that nothing later can leak in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from modelkit.evaluation.intervals import Column
from services.support.actions.drivers import experience, function, responsiveness
from services.support.models.choices import Reason
from services.support.queries.talks import Talk


@dataclass(frozen=True)
class Sign:
    """`low` and `high` say in words what it means that a conversation is below or above the usual."""

    name: str
    of: Callable[[Talk], float]
    low: str | Promise
    high: str | Promise


def unasked(talk: Talk) -> float:
    """0 once the customer has asked for a person, else 1."""
    return float(not any(fact.reason == Reason.ASKED_FOR_PERSON for fact in talk.facts))


SIGNS: Sequence[Sign] = (
    Sign("liked", function.liked, _("Thumbs down"), _("Thumbs up")),
    Sign("answered", function.answered_so_far, _("Questions left unanswered"), _("Questions answered")),
    Sign("brief", experience.brief, _("Many messages"), _("Few messages")),
    Sign("unrepeated", experience.unrepeated, _("Said the same again"), _("Nothing said twice")),
    Sign("friendly", experience.friendly, _("Reproachful tone"), _("Friendly tone")),
    Sign("friendly_last", experience.friendly_last, _("Reproach in the last message"), _("Friendly last message")),
    Sign("unbroken", experience.unbroken, _("Passed from one to another"), _("No hand-offs")),
    Sign("unasked", unasked, _("Asked for a person"), _("Did not ask for a person")),
    Sign("quick_assistant", responsiveness.quick_assistant, _("Slow answers"), _("Quick answers")),
    Sign("quick_person", responsiveness.quick_person, _("Long wait for a person"), _("No long wait for a person")),
)
NAMES = tuple(sign.name for sign in SIGNS)
BY_NAME = {sign.name: sign for sign in SIGNS}


def shown(talks: Sequence[Talk]) -> Column:
    """All signs [conversations, signs]."""
    return np.array([[sign.of(talk) for sign in SIGNS] for talk in talks]).reshape(len(talks), len(SIGNS))
