"""Conversations of Intercom.

`source` is the message that began it, `conversation_parts.conversation_parts` what followed, each with `part_type`,
`body` (HTML) and `author.type`: user, lead or contact write as customers, admin or team as agents (the Conversation
model, developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations/conversation; the same in
github.com/intercom/Intercom-OpenAPI, descriptions/2.11/api.intercom.io.yaml). A list holds them as `conversations`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.support.actions.desks.content import Content, items
from services.support.actions.desks.layouts.base import Found, Layout, inner, mostly, texts
from services.support.actions.desks.layouts.turns import AGENT, CUSTOMER, OTHER, Turn, add_conversation
from services.support.actions.desks.text import of_html

_NAMES = ("conversations", "data")
_ROLES = {"user": CUSTOMER, "lead": CUSTOMER, "contact": CUSTOMER, "admin": AGENT, "team": AGENT}
# Notes are for teammates; assignments and closings count where they say something.
_UNSAID = {"note", "note_and_reopen"}


def _recognises(content: Content) -> bool:
    return mostly((one for _number, one in items(content, *_NAMES)), _is_conversation)


def _is_conversation(one: dict[str, Any]) -> bool:
    return "conversation_parts" in one or (one.get("type") == "conversation" and "source" in one)


def _read(content: Content, _mapping: Mapping[str, str]) -> Found:
    found = Found()
    for number, one in items(content, *_NAMES):
        if not _is_conversation(one):
            row = found.add("conversations", number, messages=[])
            row.reject("conversation", _("It is no conversation."), _("Remove it, or choose another layout."))
        elif "conversation_parts" not in one:
            found.leave(_("conversations without their parts: fetch each by itself"))
        else:
            add_conversation(found, number, _turns(one))
    return found


def _turns(one: dict[str, Any]) -> Iterator[Turn]:
    # Named `conversation_message` until version 2 of the API.
    source = one.get("source") or one.get("conversation_message")
    yield _turn(source)
    parts = one["conversation_parts"]
    for part in texts(inner(parts, "conversation_parts") if isinstance(parts, dict) else parts):
        if part.get("part_type") not in _UNSAID:
            yield _turn(part)


def _turn(part: Any) -> Turn:
    return _ROLES.get(str(inner(part, "author", "type")), OTHER), of_html(inner(part, "body"))


LAYOUT = Layout(
    name="intercom_conversations",
    title=gettext_lazy("Intercom: conversations"),
    forms=("json",),
    fields=(
        ("source.body, conversation_parts[].body", "messages[].text"),
        ("author.type", "messages[].role"),
    ),
    recognises=_recognises,
    read=_read,
)
