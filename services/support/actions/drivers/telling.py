"""The figures in plain words, in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.support.actions.drivers.checks import HIGH_VIF
from services.support.actions.drivers.indices import Index
from shared.numbers import rounded

Figures = Mapping[str, Any]
# An index of 0 to 1 is told as 0 to 100 points; this many of them are a difference that one can imagine.
TEN = 0.1
# Errors twice as wide on one half as on the other are told as uneven.
_UNEVEN = 2.0


def reading(figures: Figures) -> list[str]:
    """What moves satisfaction, sentence by sentence; why it cannot be told, where there is too little."""
    if figures.get("few", True):
        return [too_few(figures)]
    effects = [one for one in figures["effects"] if one["slope"]]
    said = [_effect(one) for one in figures["effects"]]
    return [*said, *_leader(figures, effects), *_levers(figures), _explained(figures)]


def too_few(figures: Figures) -> str:
    needed = figures.get("needed")
    if not needed:
        return _("Nothing has been fitted yet.")
    return _(
        "Too few to tell: %(ratings)d ratings of %(customers)d customers can be used; it takes %(need)d ratings of "
        "%(each)d, and ratings that differ."
    ) % {
        "ratings": figures["ratings"],
        "customers": figures["customers"],
        "need": needed["ratings"],
        "each": needed["customers"],
    }


def doubts(figures: Figures) -> list[str]:
    """What to keep in mind: always that it is about those who rate, then whatever the checks have found."""
    checks = figures["checks"]
    said = [_selected(figures), _order(checks)]
    said += _inflated(figures)
    curve = checks["curve"]
    if curve["low"] > 0 or curve["high"] < 0:
        said.append(_("A straight line is too simple: the errors bend with the expected score."))
    if not 1 / _UNEVEN <= checks["spread_ratio"] <= _UNEVEN:
        said.append(
            _("Errors are uneven: in the half with higher expected scores they are %(ratio)s times as wide.")
            % {"ratio": number(checks["spread_ratio"])}
        )
    if checks["outside"]:
        said.append(
            ngettext(
                "For %(count)d conversation the line expects less than 1 or more than 5.",
                "For %(count)d conversations the line expects less than 1 or more than 5.",
                checks["outside"],
            )
            % {"count": checks["outside"]}
        )
    if figures["too_early"]:
        said.append(
            ngettext(
                "%(count)d rating is left out: its conversation ended less than a week ago.",
                "%(count)d ratings are left out: their conversations ended less than a week ago.",
                figures["too_early"],
            )
            % {"count": figures["too_early"]}
        )
    return said


def number(value: float, digits: int = 2) -> str:
    return rounded(value, digits).replace("-", "−")


def _effect(effect: Figures) -> str:
    label = Index(effect["name"]).label
    slope = effect["slope"]
    if slope is None:
        return _("%(index)s hardly differed between conversations: its effect cannot be told.") % {"index": label}
    values = {
        "index": label,
        "value": number(abs(TEN * slope["value"])),
        "low": number(TEN * slope["low"]),
        "high": number(TEN * slope["high"]),
    }
    if not effect["shown"]:
        return (
            _("%(index)s: an effect is not shown. Ten points of 100 may come with anything from %(low)s to %(high)s.")
            % values
        )
    if slope["value"] > 0:
        return (
            _(
                "%(index)s: ten points more of 100, the others alike, come with ratings %(value)s higher "
                "(95 %% interval %(low)s to %(high)s)."
            )
            % values
        )
    return (
        _(
            "%(index)s: ten points more of 100, the others alike, come with ratings %(value)s lower "
            "(95 %% interval %(low)s to %(high)s)."
        )
        % values
    )


def _leader(figures: Figures, effects: Sequence[Figures]) -> list[str]:
    if len(effects) < 2:
        return []
    if figures["leader"]:
        return [
            _("For the differences that there are between conversations, %(index)s moves ratings most.")
            % {"index": Index(figures["leader"]).label}
        ]
    return [_("Which of them moves ratings most is not shown.")]


def _levers(figures: Figures) -> list[str]:
    """Only where an effect is shown, upwards, and there is something left to gain."""
    texts = {
        Index.F.value: _(
            "If nobody had had to come back, ratings would be expected %(gain)s higher (%(low)s to %(high)s)."
        ),
        Index.U.value: _(
            "If nobody had had to say a thing twice, ratings would be expected %(gain)s higher (%(low)s to %(high)s)."
        ),
        Index.R.value: _(
            "If everybody had waited half as long, ratings would be expected %(gain)s higher (%(low)s to %(high)s)."
        ),
    }
    said = []
    for effect in figures["effects"]:
        rise = figures["levers"][effect["name"]]
        if effect["shown"] and effect["slope"]["value"] > 0 and rise > 0:
            ends = {"gain": "value", "low": "low", "high": "high"}
            said.append(
                texts[effect["name"]] % {name: number(rise * effect["slope"][end]) for name, end in ends.items()}
            )
    return said


def _explained(figures: Figures) -> str:
    r2 = figures["checks"]["r2"]
    values = {"low": number(100 * r2["low"], 0), "high": number(100 * r2["high"], 0)}
    if r2["low"] <= 0:
        return (
            _(
                "On customers held out the three do no better than the mean, as far as is shown "
                "(R² from %(low)s %% to %(high)s %%): read the effects as hints."
            )
            % values
        )
    return _(
        "On customers held out the three explain %(value)s %% of how ratings differ (%(low)s %% to %(high)s %%)."
    ) % {**values, "value": number(100 * r2["value"], 0)}


def _selected(figures: Figures) -> str:
    asked = figures["asked"]
    if not asked:
        return _("Only those who rated are in it, and they chose to.")
    return _(
        "Only those who rated are in it, and they chose to: %(rated)d ratings, of %(asked)d conversations closed in "
        "that time. Causes are not proven by it."
    ) % {"rated": figures["ratings"], "asked": asked}


def _order(checks: Figures) -> str:
    if checks["ordinal"]["agrees"]:
        return _("Ratings are an order rather than a measure. Read as an order, the effects shown point the same way.")
    return _("Read as an order, which ratings are, an effect shown above points the other way: do not rely on it.")


def _inflated(figures: Figures) -> list[str]:
    high = [Index(one["name"]).label for one in figures["effects"] if (one["vif"] or 0) > HIGH_VIF]
    if not high:
        return []
    return [
        _("%(indices)s go together so closely that their effects can hardly be told apart.")
        % {"indices": ", ".join(str(one) for one in high)}
    ]
