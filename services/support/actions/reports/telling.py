"""The figures of a report one by one, with their names, as pages, files and mails say them."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from services.support.actions.reports.figures import Figures, Share, Times
from shared.numbers import rounded

Kind = Literal["count", "share", "seconds", "money"]


@dataclass(frozen=True)
class Told:
    """`name` is stable for programs, `label` is for readers. `low` and `high` end the 95 % interval of a share."""

    name: str
    label: str
    kind: Kind
    value: float | None
    before: float | None
    low: float | None = None
    high: float | None = None
    of: int | None = None
    unit: str = ""

    @property
    def said(self) -> str:
        return say(self.value, self.kind, self.unit)

    @property
    def said_before(self) -> str:
        return say(self.before, self.kind, self.unit)

    @property
    def interval(self) -> str:
        if self.low is None or self.high is None:
            return ""
        return f"{say(self.low, self.kind)} – {say(self.high, self.kind)}"


def told(now: Figures, before: Figures) -> list[Told]:
    rows = [Told("conversations", _("Conversations"), "count", now.talks, before.talks)]
    rows += [
        _share("deflected", _("Answered by the assistant alone"), now.deflected, before.deflected),
        _share("durable", _("Ended for good"), now.durable, before.durable),
        _share(
            "durable_by_assistant",
            _("Ended for good, of those by the assistant alone"),
            now.durable_by_assistant,
            before.durable_by_assistant,
        ),
    ]
    waits = [
        ("first_answer", _("Until the first answer"), now.first_answer, before.first_answer),
        ("first_person", _("Until a person answered"), now.first_person, before.first_person),
        ("resolved", _("Until the end"), now.resolved, before.resolved),
    ]
    for name, label, mine, other in waits:
        rows += _times(name, label, mine, other)
    saved = now.saved
    rows.append(Told("saved", _("Saved"), "money", saved.amount, before.saved.amount, unit=saved.currency))
    return rows


def say(value: float | None, kind: Kind, unit: str = "") -> str:
    """As the reader's language writes it; a dash where there is none."""
    if value is None:
        return "–"
    if kind == "share":
        return f"{rounded(100 * value, 1)} %"
    if kind == "seconds":
        return _duration(value)
    if kind == "money":
        return f"{rounded(value, 2, grouped=True)} {unit}"
    return rounded(value, grouped=True)


def _share(name: str, label: str, now: Share, before: Share) -> Told:
    return Told(name, label, "share", now.value, before.value, now.low, now.high, of=now.total)


def _times(name: str, label: str, now: Times, before: Times) -> list[Told]:
    middle = _("%(label)s, median") % {"label": label}
    slow = _("%(label)s, 9 of 10 within") % {"label": label}
    return [
        Told(f"{name}_median", middle, "seconds", now.median, before.median, of=now.count),
        Told(f"{name}_p90", slow, "seconds", now.p90, before.p90, of=now.count),
    ]


def _duration(seconds: float) -> str:
    """In the unit that the rounded number is read in: 59.7 s are a minute."""
    if seconds < 59.5:
        return _("%(number)s s") % {"number": rounded(seconds, 1 if seconds < 9.95 else 0)}
    if seconds < 3_597:
        return _("%(number)s min") % {"number": rounded(seconds / 60, 1)}
    if seconds < 172_800:
        return _("%(number)s h") % {"number": rounded(seconds / 3_600, 1)}
    return _("%(number)s days") % {"number": rounded(seconds / 86_400, 1)}
