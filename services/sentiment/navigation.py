"""The side bar of the sentiment pages."""

from django.utils.translation import gettext_lazy as _

from shared.ui.navigation import NavigationItem


def items() -> list[NavigationItem]:
    return [
        NavigationItem(_("Overview"), "overview", "home"),
        NavigationItem(_("Stories"), "stories", "book"),
        NavigationItem(_("Companies"), "entities", "users"),
        NavigationItem(_("Articles"), "articles", "file"),
        NavigationItem(_("Labels"), "labels", "edit", role="editor", group=_("Editing")),
        NavigationItem(_("Models"), "models", "model", role="editor", group=_("Editing")),
        NavigationItem(_("People"), "accounts:people", "users", role="admin", group=_("Administration")),
        NavigationItem(_("API keys"), "api_keys:keys", "key", role="admin", group=_("Administration")),
        NavigationItem(_("Audit log"), "audit:entries", "file", role="admin", group=_("Administration")),
    ]
