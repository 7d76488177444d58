"""The form of a new experiment: shares in percent and times in hours or days, as people speak of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from services.recommend import models
from services.recommend.actions import model_versions
from services.recommend.actions.experiments.life import LONGEST_HORIZON, LONGEST_KEY, LONGEST_SURFACE

Kind = models.Experiment
_HOURS = {"hours": 1, "days": 24}
# What stands in the form at first, and holds for what is not sent.
DEFAULTS = {
    "control": Kind.Way.IN_FORCE.value,
    "treatment": Kind.Way.TEXT.value,
    "design": Kind.Design.SPLIT.value,
    "share": "50",
    "horizon": "24",
    "unit": "hours",
    "outcome": Kind.Outcome.CLICK.value,
}


def _sides() -> list[tuple[str, str]]:
    """The ways, and every version that is kept, newest first."""
    ways = [(str(value), str(label)) for value, label in Kind.Way.choices if value != Kind.Way.VERSION]
    found = model_versions.list_versions()
    return [*ways, *((f"{found.name}@{row['number']}", _label(found.name, row)) for row in found.versions)]


def _label(name: str, row: dict[str, Any]) -> str:
    told = {"version": f"{name}@{row['number']}"}
    if row["live"]:
        return gettext("%(version)s, in force now") % told
    return gettext("%(version)s, held back") % told if row["refusals"] else told["version"]


class ExperimentForm(forms.Form):
    key = forms.CharField(
        label=_("Key"),
        max_length=LONGEST_KEY,
        help_text=_("Letters, digits, hyphens and underscores."),
        widget=forms.TextInput(attrs={"pattern": r"[A-Za-z0-9_\-]+", "placeholder": "text-against-ranker"}),
    )
    control = forms.ChoiceField(
        label=_("Control"),
        choices=_sides,
        help_text=_("Each side stays what it is now, whatever comes into force before the end."),
    )
    treatment = forms.ChoiceField(label=_("Treatment"), choices=_sides)
    design = forms.ChoiceField(
        label=_("Design"),
        choices=Kind.Design.choices,
        help_text=_(
            "One list for both needs far fewer users, and tells which ranking is liked better, not by how much people "
            "click more."
        ),
    )
    share = forms.FloatField(
        label=_("Users who get the treatment, in percent"),
        min_value=5,
        max_value=95,
        help_text=_("Where users are split; in one list both sides take turns."),
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    outcome = forms.ChoiceField(
        label=_("What counts"),
        choices=Kind.Outcome.choices,
        help_text=_("On whatever surface it comes. In one list, only what names the response that had shown the item."),
    )
    horizon = forms.IntegerField(
        label=_("Time until a user counts"),
        min_value=1,
        max_value=LONGEST_HORIZON,
        help_text=_("What counts comes within this time of the first list."),
    )
    unit = forms.ChoiceField(label=_("Counted in"), choices=[("hours", _("hours")), ("days", _("days"))])
    surface = forms.CharField(
        label=_("Surface"),
        max_length=LONGEST_SURFACE,
        required=False,
        help_text=_("Empty means every surface."),
        widget=forms.TextInput(attrs={"list": "surfaces"}),
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if {"horizon", "unit"} <= given.keys() and self._hours() > LONGEST_HORIZON:
            self.add_error("horizon", gettext("It is longer than %(days)s days.") % {"days": LONGEST_HORIZON // 24})
        return given

    def wanted(self) -> dict[str, Any]:
        """As `experiments.start` takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("horizon", "unit")}
        return given | {"share": given["share"] / 100, "horizon_hours": self._hours()}

    def _hours(self) -> int:
        return int(self.cleaned_data["horizon"]) * _HOURS[self.cleaned_data["unit"]]
