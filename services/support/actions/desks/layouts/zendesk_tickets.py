"""Tickets of Zendesk Support with their comments.

The full JSON export is NDJSON, one ticket a line (support.zendesk.com/hc/en-us/articles/4408886165402, “Exporting data
to a JSON, CSV, or XML file”); the API gives pages with `tickets` (developer.zendesk.com/api-reference/ticketing/
tickets/tickets/#json-format). Comments are objects with `author_id`, `public`, `plain_body`, `body`, `html_body`
(developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/#json-format).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.support.actions.desks.content import Content, items
from services.support.actions.desks.layouts.base import Found, Layout, inner, mostly, texts
from services.support.actions.desks.layouts.turns import AGENT, CUSTOMER, Turn, add_conversation
from services.support.actions.desks.text import of_html, plain

_NAMES = ("tickets", "results")


def _recognises(content: Content) -> bool:
    return mostly((one for _number, one in items(content, *_NAMES)), _is_ticket)


def _is_ticket(one: dict[str, Any]) -> bool:
    return ("requester_id" in one or "requester" in one) and bool({"comments", "description", "raw_subject"} & set(one))


def _read(content: Content, _mapping: Mapping[str, str]) -> Found:
    found = Found()
    pages = [page for value in content.values for page in (value if isinstance(value, list) else [value])]
    roles = {user.get("id"): user.get("role") for page in pages for user in texts(inner(page, "users"))}
    for number, ticket in items(content, *_NAMES):
        if not _is_ticket(ticket):
            row = found.add("conversations", number, messages=[])
            row.reject("ticket", _("It is no ticket."), _("Remove it, or choose another layout."))
        elif "comments" not in ticket:
            found.leave(_("tickets without their comments: only the full export has them"))
        else:
            add_conversation(found, number, _turns(ticket, roles))
    return found


def _turns(ticket: dict[str, Any], roles: dict[Any, Any]) -> Iterator[Turn]:
    requester = ticket.get("requester_id") or inner(ticket, "requester", "id")
    for comment in texts(ticket.get("comments")):
        # Notes among agents are no answer to a customer.
        if comment.get("public") is False:
            continue
        author = comment.get("author_id") or inner(comment, "author", "id")
        is_customer = author == requester or roles.get(author) == "end-user"
        said = plain(comment.get("plain_body") or comment.get("body")) or of_html(comment.get("html_body"))
        yield (CUSTOMER if is_customer else AGENT), said


LAYOUT = Layout(
    name="zendesk_tickets",
    title=gettext_lazy("Zendesk: tickets"),
    forms=("json",),
    fields=(
        ("comments[].plain_body, body, html_body", "messages[].text"),
        ("comments[].author_id = requester_id", "messages[].role"),
    ),
    recognises=_recognises,
    read=_read,
)
