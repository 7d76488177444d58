"""A visitor's message is the work item; whoever answers it holds it for a while. The row alone decides."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from services.support import models
from services.support.models.choices import State

# Longer than the slowest honest climb, a generator's included; a killed process's messages wait this long.
LEASE = timedelta(seconds=30)
# After this many, something in the message itself breaks the ladder: a person reads it.
MOST_ATTEMPTS = 3
Answering = models.Message.Answering


@dataclass(frozen=True, slots=True)
class Claim:
    """The message, and the conversation as it was when the answer was begun."""

    message: models.Message
    epoch: int
    language: str
    unhappy_count: int

    @property
    def is_hopeless(self) -> bool:
        return self.message.attempts > MOST_ATTEMPTS


def claim(message_id: int) -> Claim | None:
    """Nothing when another holds it, it is answered, or the assistant may not speak."""
    now = timezone.now()
    taken = _free(now).filter(pk=message_id, conversation__state=State.BOT)
    # The subquery keeps it one statement: two processes cannot both see the message free.
    won = models.Message.objects.filter(pk__in=taken.values("pk")).filter(_is_free(now))
    if not won.update(answering=Answering.CLAIMED, claimed_until=now + LEASE, attempts=F("attempts") + 1):
        return None
    message = models.Message.objects.select_related("conversation").filter(pk=message_id).first()
    if message is None:
        return None
    row = message.conversation
    return Claim(message, row.epoch, row.language, row.unhappy_count)


def unclaimed(*, limit: int, older_than: timedelta = timedelta(0)) -> list[int]:
    """Messages nobody is answering, the oldest first."""
    now = timezone.now()
    rows = _free(now).filter(conversation__state=State.BOT, created_at__lte=now - older_than)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def release(claimed: Claim) -> None:
    """Put it back as it was: nothing was tried, so nothing is counted."""
    held = models.Message.objects.filter(pk=claimed.message.pk, answering=Answering.CLAIMED)
    held.update(answering=Answering.PENDING, claimed_until=None, attempts=F("attempts") - 1)


def _free(now: datetime) -> QuerySet[models.Message]:
    return models.Message.objects.filter(_is_free(now))


def _is_free(now: datetime) -> Q:
    return Q(answering=Answering.PENDING) | Q(answering=Answering.CLAIMED, claimed_until__lt=now)
