"""The forecast in plain words, in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from services.support import models
from services.support.actions.drivers.telling import number
from services.support.actions.forecast.signs import BY_NAME

State = models.SatisfactionFit.State


def verdict(fit: models.SatisfactionFit | None) -> str:
    """Whether the forecast speaks, and why it does not."""
    if fit is None:
        return _("Nothing has been fitted yet.")
    figures = fit.figures
    if fit.state == State.FEW:
        needed = figures["needed"]
        return _(
            "Too few to foresee anything: %(ratings)d ratings, %(unhappy)d of them unhappy. It takes %(need)d, with "
            "%(each)d unhappy and %(each)d other ones to learn from, and %(held)d of both among the latest to judge by."
        ) % {
            "ratings": figures["ratings"],
            "unhappy": figures["unhappy"],
            "need": needed["ratings"],
            "each": needed["each"],
            "held": needed["each_held"],
        }
    values = {
        "held": figures["held"],
        "auc": number(figures["auc"]["value"]),
        "low": number(figures["auc"]["low"]),
        "high": number(figures["auc"]["high"]),
    }
    if fit.state == State.HELD:
        return (
            _(
                "Not in force: on the %(held)d latest ratings it is not shown to do better than the base rate "
                "(AUC %(auc)s, %(low)s to %(high)s)."
            )
            % values
        )
    return (
        _(
            "On the %(held)d latest ratings, of customers it had not seen, it puts an unhappy customer before another "
            "with a chance of %(auc)s (AUC, %(low)s to %(high)s)."
        )
        % values
    )


def reasons(prediction: models.Prediction) -> list[str]:
    return reason_texts(prediction.reasons)


def reason_texts(kept: Sequence[Mapping[str, Any]]) -> list[str]:
    """What raises the chance, in words; a sign that no version knows any more is left out."""
    known = [(BY_NAME.get(str(one["name"])), bool(one["low"])) for one in kept]
    return [str(sign.low if low else sign.high) for sign, low in known if sign]
