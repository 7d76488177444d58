"""Visitors with an open conversation each, as if they had come from as many addresses."""

from services.support.actions import conversations
from services.support.api import visitor_token


def run(count: str) -> list[dict[str, str]]:
    opened = []
    for _ in range(int(count)):
        visitor = conversations.open_visitor(language="en")
        conversation = conversations.open_conversation(visitor=visitor)
        opened.append({"token": visitor_token.issue(visitor.pk), "conversation": str(conversation.pk)})
    return opened
