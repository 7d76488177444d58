"""What happens to alerts, who did it, and what rules and silences look at, in words."""

from django import template
from django.utils.translation import gettext_lazy as _

from services.sentiment.models.choices import Severity
from services.sentiment.models.rule import DetectorKind
from services.sentiment.templatetags.sentiment_text import topic_name

register = template.Library()
# What happens to an alert, and who did it where that was no person.
_ACTIONS = {
    "pending": _("Pending"),
    "firing": _("Firing"),
    "told": _("Receivers told"),
    "escalated": _("Escalated"),
    "acknowledged": _("Acknowledged"),
    "resolved": _("Resolved"),
    "lapsed": _("Lapsed"),
    "judged": _("Judged true or false"),
    "noted": _("Note written"),
    "redacted": _("Articles erased"),
}
_ACTORS = {"detector": _("Detector"), "outbox": _("Outbox"), "rule disabled": _("Rule switched off")}
# What silences and inhibitions look at.
_LABELS = {
    "alertname": _("Rule"),
    "severity": _("Severity"),
    "entity": _("Company"),
    "topic": _("Topic"),
    "sector": _("Sector"),
}


@register.filter
def action_name(action: str) -> str:
    return str(_ACTIONS.get(action, action))


@register.filter
def actor_name(actor: str) -> str:
    return str(_ACTORS.get(actor, actor))


@register.filter
def detector_name(kind: str) -> str:
    return str(DetectorKind(kind).label) if kind in DetectorKind.values else kind


@register.filter
def label_name(label: str) -> str:
    return str(_LABELS.get(label, label))


@register.filter
def label_value(value: str, label: str) -> str:
    """Of a topic or a severity its name; others are names already."""
    if label == "severity" and value in Severity.values:
        return str(Severity(value).label)
    return topic_name(value) if label == "topic" else value
