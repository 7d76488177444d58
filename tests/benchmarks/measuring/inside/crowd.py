"""Agents who can sign in, and open conversations spread over them, each already in a person's hands."""

from typing import Any

from services.support.actions import conversations
from services.support.api import visitor_token
from shared.accounts.models import User


def run(agents: str, talks: str, password: str) -> list[dict[str, Any]]:
    """One entry an agent: the login's number and name, and conversations with their visitors' tokens."""
    found = []
    for number in range(int(agents)):
        agent = User.objects.filter(username=f"crowd-{number}").first()
        agent = agent or User.objects.create_user(username=f"crowd-{number}", password=password, role="agent")
        found.append(
            {"id": agent.pk, "name": agent.username, "talks": [_talk(agent) for _ in range(int(talks) // int(agents))]}
        )
    return found


def _talk(agent: User) -> dict[str, str]:
    visitor = conversations.open_visitor(language="en")
    conversation = conversations.open_conversation(visitor=visitor)
    conversations.ask_for_person(conversation=conversation)
    conversations.take_over(conversation=conversation, agent=agent)
    return {"token": visitor_token.issue(visitor.pk), "conversation": str(conversation.pk)}
