"""What was said before a message, as the ladder reads it."""

from services.support import models
from services.support.actions import answer as ladder
from services.support.queries.conversations import turns_before


def turns_of(message: models.Message) -> list[ladder.Turn]:
    """The last few, oldest first. What is said later changes nothing about them."""
    return [_turn(one) for one in turns_before(message)]


def _turn(message: models.Message) -> ladder.Turn:
    trace = getattr(message, "trace", None)
    return ladder.Turn(author=message.author, text=message.text, intent=trace.intent if trace else "")
