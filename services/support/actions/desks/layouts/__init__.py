"""One file a layout of another desk. A new one is a new module here and one line in `LAYOUTS`."""

from django.utils.translation import gettext as _

from services.support.actions.desks.content import Content
from services.support.actions.desks.layouts import (
    archive,
    chatwoot_articles,
    chatwoot_canned,
    chatwoot_conversations,
    intercom_articles,
    intercom_conversations,
    rasa_domain,
    rasa_nlu,
    table,
    zendesk_articles,
    zendesk_csv,
    zendesk_tickets,
)
from services.support.actions.desks.layouts.base import Found, Layout
from shared.errors import InputRefused, refuse, unknown

# The first that knows a file reads it; a table that nobody knows is mapped by hand.
LAYOUTS: dict[str, Layout] = {
    one.name: one
    for one in (
        archive.LAYOUT,
        zendesk_tickets.LAYOUT,
        zendesk_articles.LAYOUT,
        intercom_conversations.LAYOUT,
        intercom_articles.LAYOUT,
        chatwoot_conversations.LAYOUT,
        chatwoot_canned.LAYOUT,
        chatwoot_articles.LAYOUT,
        rasa_nlu.LAYOUT,
        rasa_domain.LAYOUT,
        zendesk_csv.LAYOUT,
        table.LAYOUT,
    )
}


def choose(content: Content, wanted: str = "") -> Layout:
    """The layout that somebody names, or the one that knows the file. Raises `InputRefused`."""
    if wanted:
        if wanted not in LAYOUTS:
            raise InputRefused([unknown("layout", wanted, LAYOUTS)])
        layout = LAYOUTS[wanted]
        if content.form not in layout.forms:
            told = {"layout": layout.title, "forms": ", ".join(layout.forms)}
            message = _("%(layout)s is read from %(forms)s.") % told
            raise refuse("layout", message, _("Choose another layout or another file."))
        return layout
    for layout in LAYOUTS.values():
        if content.form in layout.forms and layout.recognises(content):
            return layout
    message = _("Nobody knows this layout.")
    raise refuse("file", message, _("Choose what it is, or bring a CSV file and map its columns."))


__all__ = ["LAYOUTS", "Found", "Layout", "choose"]
