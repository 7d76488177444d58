"""A person says which of two answers is the better, without knowing whose is whose."""

from typing import ClassVar

from django.utils import timezone

from services.support import models
from services.support.queries import candidates as stored
from shared.accounts.models import User
from shared.errors import ServiceError, refuse

Better = models.Shadowed.Better
# What a person presses: which side, as it stands on the page.
FIRST, SECOND, NEITHER = "first", "second", "neither"


class AlreadyMarked(ServiceError):
    """Somebody has marked this already."""

    code: ClassVar[str] = "already_marked"


def mark(*, row: models.Shadowed, choice: str, agent: User) -> models.Shadowed:
    """One mark a question. Raises `AlreadyMarked` and `InputRefused`."""
    if choice not in {FIRST, SECOND, NEITHER}:
        raise refuse("choice", "It is none of the three.", f"Use {FIRST}, {SECOND} or {NEITHER}.")
    better = _better(row, choice)
    free = stored.unmarked(row.candidate).filter(pk=row.pk)
    if not free.update(better=better, marked_by=agent, marked_at=timezone.now()):
        raise AlreadyMarked
    row.refresh_from_db()
    return row


def take_back(*, candidate: models.Candidate, agent: User) -> models.Shadowed | None:
    """The agent's own last mark; that pair comes again."""
    last = stored.marked_by(candidate, agent).first()
    if last is not None:
        models.Shadowed.objects.filter(pk=last.pk).update(better="", marked_by=None, marked_at=None)
    return last


def _better(row: models.Shadowed, choice: str) -> str:
    if choice == NEITHER:
        return Better.NEITHER
    return Better.LIVE if (choice == FIRST) == stored.live_first(row) else Better.CANDIDATE
