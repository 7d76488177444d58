"""The side bar of the sentiment pages."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shared.ui.navigation import NavigationItem


def items() -> list[NavigationItem]:
    demo = [NavigationItem(_("Demo receiver"), "demo-receiver", "bolt")] if settings.DEMO else []
    return [
        NavigationItem(_("Overview"), "overview", "home"),
        NavigationItem(_("Alerts"), "alerts", "bolt"),
        NavigationItem(_("Quiet times"), "quiet", "clock"),
        NavigationItem(_("Stories"), "stories", "book"),
        NavigationItem(_("Companies"), "entities", "users"),
        NavigationItem(_("Articles"), "articles", "file"),
        NavigationItem(_("Sources"), "sources", "globe"),
        *demo,
        NavigationItem(_("Dictionary"), "dictionary", "list", role="editor", group=_("Editing")),
        NavigationItem(_("Rules"), "rules", "filter", group=_("Editing")),
        NavigationItem(_("Labels"), "labels", "edit", role="editor", group=_("Editing")),
        NavigationItem(_("Models"), "models", "model", role="editor", group=_("Editing")),
        NavigationItem(_("People"), "accounts:people", "users", role="admin", group=_("Administration")),
        NavigationItem(_("Receivers"), "outbox:endpoints", "send", role="admin", group=_("Administration")),
        NavigationItem(_("API keys"), "api_keys:keys", "key", role="admin", group=_("Administration")),
        NavigationItem(_("Audit log"), "audit:entries", "file", role="admin", group=_("Administration")),
    ]
