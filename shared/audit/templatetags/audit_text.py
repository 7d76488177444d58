"""What was done, in words."""

from django import template
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()
# What every service has; each adds its own by the setting AUDIT_ACTIONS.
_ACTIONS: dict[str, str | Promise] = {
    "api_key_issued": _("API key issued"),
    "api_key_revoked": _("API key revoked"),
    "deliveries_replayed": _("Deliveries sent again"),
    "delivery_replayed": _("Delivery sent again"),
    "job_cancelled": _("Job cancelled"),
    "model_promoted": _("Model version put in force"),
    "model_rolled_back": _("Model rolled back"),
    "person_added": _("Person added"),
    "person_changed": _("Person changed"),
    "receiver_created": _("Receiver added"),
    "receiver_deleted": _("Receiver deleted"),
    "receiver_secret_rotated": _("Receiver's secret rotated"),
    "receiver_disabled": _("Receiver switched off"),
    "receiver_enabled": _("Receiver switched on"),
    "receiver_tested": _("Test sent to a receiver"),
    "training_started": _("Training started"),
    "user_seeded": _("Demo account made"),
}


@register.filter
def action_words(action: str) -> str:
    """An action that nobody named stands as it is recorded."""
    return str({**_ACTIONS, **getattr(settings, "AUDIT_ACTIONS", {})}.get(action, action))
