"""The same for several conversations. Each is decided on its own, whole or not at all, and a refusal stops no other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from shared.errors import ServiceError


@dataclass(frozen=True)
class Outcome:
    """In the order given."""

    done: list[UUID] = field(default_factory=list)
    refused: dict[UUID, ServiceError] = field(default_factory=dict)


def do_for_each(*, conversations: Iterable[UUID], act: Callable[[UUID], object]) -> Outcome:
    """`act` is one of the actions for a single conversation, with its own transaction and its own refusals."""
    outcome = Outcome()
    for key in dict.fromkeys(conversations):
        try:
            act(key)
        except ServiceError as refusal:
            outcome.refused[key] = refusal
        else:
            outcome.done.append(key)
    return outcome
