"""F, U and R of a conversation: each the plain mean of its measures.

Equal weights are a choice. Weights fitted within a group would be fitted to the same few ratings as α, β and γ, would
change what an index means from day to day, and predict hardly better than equal ones where all measures point the
same way (Dawes, 1979). Every measure runs from 0 to 1 on a fixed scale, so an index keeps its meaning, too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from modelkit.evaluation.intervals import Column
from services.support.actions.drivers import experience, function, responsiveness
from services.support.queries.talks import Talk


class Index(TextChoices):
    F = "F", _("Function")
    U = "U", _("Experience")
    R = "R", _("Responsiveness")


@dataclass(frozen=True, slots=True)
class Ended:
    """A conversation that is over: what was said, and what is known of it since."""

    talk: Talk
    came_back: bool
    corrected: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Measure:
    """One feature of an ended conversation, 0 at its worst and 1 at its best."""

    name: str
    index: Index
    label: str | Promise
    of: Callable[[Ended], float]


def _said(measure: Callable[[Talk], float]) -> Callable[[Ended], float]:
    return lambda ended: measure(ended.talk)


MEASURES: Sequence[Measure] = (
    Measure("solved", Index.F, _("The customer did not come back within a week"), lambda one: float(not one.came_back)),
    Measure("answered", Index.F, _("Questions that were answered"), _said(function.answered)),
    Measure("answered_last", Index.F, _("The last question was answered"), _said(function.answered_last)),
    Measure("liked", Index.F, _("Thumbs up rather than down"), _said(function.liked)),
    Measure(
        "uncorrected",
        Index.F,
        _("Answers that nobody corrected"),
        lambda one: function.uncorrected(one.talk, set(one.corrected)),
    ),
    Measure("brief", Index.U, _("Few messages were needed"), _said(experience.brief)),
    Measure("unrepeated", Index.U, _("Nothing had to be said twice"), _said(experience.unrepeated)),
    Measure("friendly", Index.U, _("The customer's tone"), _said(experience.friendly)),
    Measure("unbroken", Index.U, _("No hand-offs"), _said(experience.unbroken)),
    Measure(
        "quick_assistant", Index.R, _("The assistant's answers came quickly"), _said(responsiveness.quick_assistant)
    ),
    Measure("quick_person", Index.R, _("A person's answers came quickly"), _said(responsiveness.quick_person)),
    Measure("quick_start", Index.R, _("The first word came quickly"), _said(responsiveness.quick_start)),
)
NAMES = tuple(measure.name for measure in MEASURES)


def measured(rows: Sequence[Ended]) -> Column:
    """All measures [rows, measures]."""
    return np.array([[measure.of(row) for measure in MEASURES] for row in rows]).reshape(len(rows), len(MEASURES))


def indices(table: Column) -> Column:
    """F, U and R [rows, 3] from all measures [rows, measures]."""
    groups = [[place for place, one in enumerate(MEASURES) if one.index == index] for index in Index]
    return np.stack([table[:, places].mean(axis=1) for places in groups], axis=1)
