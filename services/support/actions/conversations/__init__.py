"""Who may speak in a conversation, and what is said. Every write holds the conversation's lock."""

from services.support.actions.conversations.agents import (
    close,
    hand_back,
    post_agent_message,
    show_typing,
    take_over,
)
from services.support.actions.conversations.answering import answer_message, sweep_unanswered
from services.support.actions.conversations.feedback import give_feedback
from services.support.actions.conversations.merging import merge, unmerge
from services.support.actions.conversations.visitors import (
    ask_for_person,
    open_conversation,
    open_visitor,
    post_visitor_message,
)

__all__ = [
    "answer_message",
    "ask_for_person",
    "close",
    "give_feedback",
    "hand_back",
    "merge",
    "open_conversation",
    "open_visitor",
    "post_agent_message",
    "post_visitor_message",
    "show_typing",
    "sweep_unanswered",
    "take_over",
    "unmerge",
]
