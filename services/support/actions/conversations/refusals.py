"""What a conversation refuses, with codes that the API passes on."""

from typing import ClassVar

from shared.errors import ServiceError


class EmptyMessage(ServiceError):
    """The message is empty. Write something and send it again."""

    code: ClassVar[str] = "empty_message"


class MessageTooLong(ServiceError):
    """The message is too long."""

    code: ClassVar[str] = "message_too_long"


class StateConflict(ServiceError):
    """The conversation is not in a state that allows this. Reload it and look again."""

    code: ClassVar[str] = "state_conflict"


class TakenByAnother(StateConflict):
    """Another agent is with this customer."""

    code: ClassVar[str] = "taken_by_another"


class UnknownConversation(ServiceError):
    """There is no such conversation."""

    code: ClassVar[str] = "unknown_conversation"
