"""The forms that keep alerts quiet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from services.sentiment import models
from services.sentiment.models.choices import Severity
from services.sentiment.queries.trends import topics
from services.sentiment.templatetags.sentiment_text import topic_name

_EVERY = ("", _("Any"))


def _rules() -> list[tuple[str, Any]]:
    return [_EVERY, *((name, name) for name in models.Rule.objects.values_list("name", flat=True))]


def _entities() -> list[tuple[str, Any]]:
    return [_EVERY, *models.Entity.objects.order_by("name").values_list("key", "name")]


def _topics() -> list[tuple[str, Any]]:
    return [_EVERY, *((topic, topic_name(topic)) for topic in topics())]


class QuietForm(forms.Form):
    """What is left at “any” does not narrow."""

    KINDS = (("silence", _("Silence: somebody knows already")), ("maintenance", _("Maintenance: it will be noisy")))

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    alertname = forms.ChoiceField(label=_("Rule"), choices=_rules, required=False)
    entity = forms.ChoiceField(label=_("Company"), choices=_entities, required=False)
    topic = forms.ChoiceField(label=_("Topic"), choices=_topics, required=False)
    severity = forms.ChoiceField(label=_("Severity"), choices=[_EVERY, *Severity.choices], required=False)
    starts_at = forms.DateTimeField(
        label=_("From"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Empty: from now on."),
    )
    hours = forms.TypedChoiceField(
        label=_("For"),
        coerce=int,
        initial=4,
        choices=[
            (1, _("1 hour")),
            (4, _("4 hours")),
            (8, _("8 hours")),
            (24, _("1 day")),
            (72, _("3 days")),
            (168, _("1 week")),
        ],
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)

    @property
    def labels(self) -> dict[str, str]:
        names = ("alertname", "entity", "topic", "severity")
        return {name: value for name in names if (value := self.cleaned_data.get(name))}


class InhibitionForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    source = forms.ChoiceField(label=_("While this rule fires"), choices=_rules)
    target = forms.ChoiceField(label=_("Hold back alerts of"), choices=_rules)
    equal = forms.MultipleChoiceField(
        label=_("With the same"),
        choices=[("entity", _("company")), ("topic", _("topic")), ("sector", _("sector"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
