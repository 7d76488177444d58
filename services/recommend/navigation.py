"""The side bar of the recommend pages."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shared.ui.navigation import NavigationItem


def items() -> list[NavigationItem]:
    demo = [NavigationItem(_("Magazine"), "magazine", "book")] if settings.DEMO else []
    return [
        NavigationItem(_("Overview"), "overview", "home"),
        NavigationItem(_("Users"), "users", "users"),
        NavigationItem(_("Catalogue"), "catalogue", "list"),
        NavigationItem(_("Quality"), "quality", "chart"),
        NavigationItem(_("Experiments"), "experiments", "bolt"),
        *demo,
        NavigationItem(_("Surfaces"), "surfaces", "edit", role="editor", group=_("Editing")),
        NavigationItem(_("Imports"), "imports", "upload", role="editor", group=_("Editing")),
        NavigationItem(_("Models"), "models", "model", role="editor", group=_("Editing")),
        NavigationItem(_("Jobs"), "jobs", "clock", role="editor", group=_("Editing")),
        NavigationItem(_("People"), "accounts:people", "users", role="admin", group=_("Administration")),
        NavigationItem(_("API keys"), "api_keys:keys", "key", role="admin", group=_("Administration")),
        NavigationItem(_("Receivers"), "outbox:endpoints", "send", role="admin", group=_("Administration")),
        NavigationItem(_("Audit log"), "audit:entries", "file", role="admin", group=_("Administration")),
    ]
