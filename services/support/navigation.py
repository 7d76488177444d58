"""The side bar of the support pages."""

from django.utils.translation import gettext_lazy as _

from services.support.queries.corrections import waiting as waiting_corrections
from services.support.queries.mail import troubles as mail_troubles
from services.support.queries.overview import waiting_now
from shared.ui.navigation import NavigationItem


def items() -> list[NavigationItem]:
    return [
        NavigationItem(_("Overview"), "overview", "home"),
        NavigationItem(_("Desk"), "desk", "inbox", badge=waiting_now),
        NavigationItem(_("Satisfaction"), "satisfaction", "thumb-up"),
        NavigationItem(_("Reports"), "reports", "chart", role="editor"),
        NavigationItem(_("E-mail"), "mail", "mail", role="editor", badge=mail_troubles),
        NavigationItem(_("Teams"), "teams", "users", role="editor"),
        NavigationItem(
            _("Corrections"), "corrections", "edit", role="editor", group=_("What it knows"), badge=waiting_corrections
        ),
        NavigationItem(_("Knowledge"), "articles", "book", role="editor", group=_("What it knows")),
        NavigationItem(_("Records"), "imports", "list", role="editor", group=_("What it knows")),
        NavigationItem(_("Models"), "models", "model", role="editor", group=_("How it answers")),
        NavigationItem(_("Policy"), "policy", "shield", role="editor", group=_("How it answers")),
        NavigationItem(_("Candidate"), "candidate", "robot", group=_("How it answers")),
        NavigationItem(_("People"), "accounts:people", "users", role="admin", group=_("Administration")),
        NavigationItem(_("Receivers"), "outbox:endpoints", "send", role="admin", group=_("Administration")),
        NavigationItem(_("API keys"), "api_keys:keys", "key", role="admin", group=_("Administration")),
        NavigationItem(_("Audit log"), "audit:entries", "file", role="admin", group=_("Administration")),
    ]
