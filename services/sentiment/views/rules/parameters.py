"""What the parameters of detectors are called, and what they do, beside their inputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.sentiment.actions.surges.detectors import DETECTORS

Words = tuple[str | Promise, str | Promise]

_KNOWN: dict[str, Words] = {
    "windows": (_("Windows in minutes"), _("Stories are added up over these; the most surprising one counts.")),
    "raise_at": (_("Begin at a score of"), _("Higher fires less. Learned detectors: 5 is once in 100,000 windows.")),
    "clear_at": (_("End at a score of"), _("Below the first, so that an alert does not flicker.")),
    "min_count": (_("Negative stories at least"), _("Fewer never fire, however unusual.")),
    "time_zone": (_("Time zone of the working day"), _("Such as Europe/Zurich; days and weeks are learned in it.")),
    "warm_up_days": (_("Days before it trusts itself"), _("Until then the floor for the unknown counts as usual.")),
    "floor": (_("Least that is usual in a quarter"), _("Keeps one story in a silent night from being a surge.")),
    "empty_floor": (_("Usual where nothing is known"), _("For companies that have no history yet.")),
    "lift": (_("Looks for a rise by the factor"), _("A lasting rise of this size is found soonest.")),
    "extra": (_("Or by so many stories a quarter"), _("Whichever is larger counts.")),
    "most": (_("The sum never exceeds"), _("So that it comes down again soon after a surge.")),
    "days": (_("Days looked back"), _("What is usual is taken from these.")),
    "prior_share": (_("Usual share before any story"), _("From 0 to 1.")),
    "prior_total": (_("Weight of that share, in stories"), _("More makes a new company's first stories count less.")),
    "weight": (_("Firmness of the usual share"), _("Higher fires at smaller differences.")),
    "margin": (_("Above the usual share by"), _("From 0 to 1; smaller differences never fire.")),
    "min_reference": (_("Stories in the window before, at least"), _("A ratio to nothing says nothing.")),
}


@dataclass(frozen=True)
class Parameter:
    """One input. `value` is text as it stands in the form; empty takes the default."""

    name: str
    label: str | Promise
    help: str | Promise
    value: str
    default: str


def parameters(detector: str, given: Mapping[str, Any]) -> list[Parameter]:
    defaults = DETECTORS[detector].defaults if detector in DETECTORS else {}
    return [
        Parameter(name, *_KNOWN.get(name, (name, "")), value=_text(given.get(name)), default=_text(default))
        for name, default in defaults.items()
    ]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
