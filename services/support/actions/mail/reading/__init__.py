"""From the bytes of a mail to what was said: in bounded time and memory, whatever the bytes hold."""

from services.support.actions.mail.reading.letters import Letter, Piece, Unreadable, read

__all__ = ["Letter", "Piece", "Unreadable", "read"]
