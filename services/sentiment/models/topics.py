"""What news of companies is about. Desks that want other topics train with other labels."""

from django.utils.translation import gettext_lazy as _

TOPICS = {
    "earnings": _("Earnings"),
    "deals": _("Deals"),
    "products": _("Products"),
    "management": _("Management"),
    "legal": _("Legal"),
    "regulation": _("Regulation"),
    "markets": _("Markets"),
    "labour": _("Labour"),
    "security": _("Security"),
    "other": _("Other"),
}
