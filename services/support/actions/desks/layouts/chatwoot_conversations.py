"""Conversations of Chatwoot, as JSON of its API or as a table of its messages.

A message has `content`, `message_type` (0 incoming, 1 outgoing, 2 activity, 3 template; in tables and webhooks by
name), `private`, `sender_type` (Contact, User, AgentBot), `conversation_id` and `created_at` (github.com/chatwoot/
chatwoot, swagger/definitions/resource/message.yml and conversation_messages.yml; the `messages` table of db/schema.rb).
A conversation holds them as `messages`, an answer of `GET …/conversations/{id}/messages` as `payload`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.support.actions.desks.content import Content, items
from services.support.actions.desks.layouts.base import Found, Layout, Target, mostly, texts
from services.support.actions.desks.layouts.mapping import mapped
from services.support.actions.desks.layouts.turns import AGENT, CUSTOMER, OTHER, Turn, add_conversation
from services.support.actions.desks.text import of_html

_NAMES = ("data.payload", "payload", "conversations", "messages")
_ROLES = {"0": CUSTOMER, "incoming": CUSTOMER, "1": AGENT, "outgoing": AGENT}
_MESSAGE = {"content", "message_type"}
_TARGETS = (
    Target("conversation", gettext_lazy("Conversation"), ("conversation_id", "conversation id", "conversation")),
    Target("text", gettext_lazy("What was said"), ("content", "message", "text")),
    Target("role", gettext_lazy("Who said it"), ("message_type", "message type", "type")),
    Target("sender", gettext_lazy("Kind of sender"), ("sender_type", "sender type")),
    Target("private", gettext_lazy("Private note"), ("private",)),
)


def _recognises(content: Content) -> bool:
    if content.form == "table":
        return {"conversation_id", *_MESSAGE} <= {column.lower() for column in content.columns}
    found = [one for _number, one in items(content, *_NAMES)]
    # A list of conversations holds few of their messages, and of many none.
    return mostly(found, _is_message) or any(map(_is_talk, found))


def _is_message(one: dict[str, Any]) -> bool:
    return set(one) >= _MESSAGE


def _is_talk(one: dict[str, Any]) -> bool:
    return any(_is_message(message) for message in texts(one.get("messages")))


def _read(content: Content, mapping: Mapping[str, str]) -> Found:
    if content.form == "table":
        return _table(content, mapping)
    found = Found()
    apart: dict[str, tuple[int, list[dict[str, Any]]]] = {}
    for number, one in items(content, *_NAMES):
        if _is_message(one):
            apart.setdefault(str(one.get("conversation_id", "")), (number, []))[1].append(one)
        elif isinstance(one.get("messages"), list):
            add_conversation(found, number, map(_turn, _in_order(texts(one["messages"]))))
        else:
            row = found.add("conversations", number, messages=[])
            row.reject("messages", _("There are none."), _("Remove it, or export it with its messages."))
    for number, messages in apart.values():
        add_conversation(found, number, map(_turn, _in_order(messages)))
    return found


def _table(content: Content, mapping: Mapping[str, str]) -> Found:
    found = Found(mapping=mapped(_TARGETS, content.columns, mapping))
    talks: dict[str, tuple[int, list[Turn]]] = {}
    for number, record in enumerate(content.values, start=1):
        one = {target: record.get(column, "") for target, column in found.mapping.items()}
        if not one.get("conversation"):
            row = found.add("conversations", number, messages=[])
            row.reject("conversation", _("It is missing or empty."), _("Fill it, or map the column that names it."))
            continue
        message = {
            "content": one.get("text"),
            "message_type": one.get("role"),
            "sender_type": one.get("sender"),
            "private": one.get("private", "").lower() in {"true", "t", "1"},
        }
        talks.setdefault(one["conversation"], (number, []))[1].append(_turn(message))
    for number, turns in talks.values():
        add_conversation(found, number, turns)
    return found


def _in_order(messages: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The API gives pages of messages that need not follow each other."""
    return sorted(messages, key=lambda one: one["id"] if isinstance(one.get("id"), int) else 0)


def _turn(message: dict[str, Any]) -> Turn:
    role = _ROLES.get(str(message.get("message_type")).strip().lower(), OTHER)
    if message.get("sender_type") == "AgentBot":
        role = OTHER
    return role, "" if message.get("private") is True else of_html(message.get("content"))


LAYOUT = Layout(
    name="chatwoot_conversations",
    title=gettext_lazy("Chatwoot: conversations"),
    forms=("json", "table"),
    fields=(
        ("messages[].content", "messages[].text"),
        ("messages[].message_type, sender_type", "messages[].role"),
    ),
    recognises=_recognises,
    read=_read,
    targets=_TARGETS,
)
