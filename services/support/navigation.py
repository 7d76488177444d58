"""The side bar of the support service."""

from django.utils.translation import gettext_lazy as _

from shared.ui.navigation import NavigationItem


def items() -> list[NavigationItem]:
    return [
        NavigationItem(_("API keys"), "api_keys:keys", "key", role="admin", group=_("Administration")),
        NavigationItem(_("Audit log"), "audit:entries", "list", role="admin", group=_("Administration")),
    ]
