"""Conversations of other desks as our own import has them: who spoke, and what they said."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from services.support.actions.desks.layouts.base import Found, Kind

CUSTOMER, AGENT, OTHER = "customer", "agent", "bot"
Turn = tuple[str, str]


def add_conversation(found: Found, number: int, turns: Iterable[Turn], *, language: str = "") -> None:
    """Without a question that somebody answered there is nothing to learn from: such a one is left out, and counted."""
    said = [(role, text) for role, text in turns if text]
    roles = [role for role, _text in said]
    if CUSTOMER not in roles:
        found.leave(_("conversations in which no customer says anything"))
    elif AGENT not in roles[roles.index(CUSTOMER) :]:
        found.leave(_("conversations that nobody answered"))
    else:
        messages = [{"role": role, "text": text} for role, text in said]
        found.add(Kind.CONVERSATIONS, number, messages=messages, language=language)
