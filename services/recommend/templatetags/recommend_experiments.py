"""What an experiment says, in words."""

from django import template
from django.utils.translation import gettext as _

from services.recommend.actions.experiments.telling import Liked, Told, Verdict
from services.recommend.models import Experiment
from shared.experiments.sequences import MIN_USERS

register = template.Library()
_TONES = {Verdict.BETTER: "good", Verdict.WORSE: "warn", Verdict.SKEWED: "bad"}


@register.filter
def tone(told: Told | Liked) -> str:
    return _TONES.get(told.verdict, "info")


@register.filter
def verdict_words(told: Told | Liked) -> str:
    if told.verdict is Verdict.SKEWED:
        return _(
            "The sides are not of the planned sizes: users of one side are lost somewhere. Trust none of the figures."
        )
    if told.verdict is Verdict.OPEN:
        return _("Not known yet: the interval still holds zero.")
    bought = told.experiment.outcome == Experiment.Outcome.PURCHASE
    return _preferred(told, bought) if isinstance(told, Liked) else _compared(told, bought)


def _preferred(told: Liked, bought: bool) -> str:
    if told.verdict is Verdict.BETTER:
        return _("Known: users prefer what the treatment brings.")
    if told.verdict is Verdict.WORSE:
        return _("Known: users prefer what the control brings.")
    counted = {"count": told.users, "enough": MIN_USERS}
    if bought:
        return _("Not known yet: %(count)s of at least %(enough)s users who bought count so far.") % counted
    return _("Not known yet: %(count)s of at least %(enough)s users who clicked count so far.") % counted


def _compared(told: Told, bought: bool) -> str:
    if told.verdict is Verdict.BETTER:
        return (
            _("Known: the treatment gets more users to buy.")
            if bought
            else _("Known: the treatment gets more users to click.")
        )
    if told.verdict is Verdict.WORSE:
        return (
            _("Known: the treatment gets fewer users to buy.")
            if bought
            else _("Known: the treatment gets fewer users to click.")
        )
    counted = {"count": told.users, "enough": MIN_USERS}
    return _("Not known yet: %(count)s of at least %(enough)s users count so far.") % counted
