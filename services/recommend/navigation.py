"""The side bar of the recommend pages."""

from django.utils.translation import gettext_lazy as _

from shared.ui.navigation import NavigationItem


def items() -> list[NavigationItem]:
    return [
        NavigationItem(_("People"), "accounts:people", "users", role="admin", group=_("Administration")),
        NavigationItem(_("API keys"), "api_keys:keys", "key", role="admin", group=_("Administration")),
        NavigationItem(_("Audit log"), "audit:entries", "file", role="admin", group=_("Administration")),
    ]
