"""How long a customer may still wait for a person's answer, and when that is worth a warning."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from services.support import models

# Of no team: what the desk promises by itself.
USUAL_MINUTES = 15
# The last quarter of the time.
_WARN_AT = 0.75


@dataclass(frozen=True)
class Clock:
    """`tone` is empty while there is time, `warn` in the last quarter, `bad` when it is over."""

    due: datetime
    tone: str

    @property
    def is_late(self) -> bool:
        return self.tone == "bad"


def clock_of(conversation: models.Conversation, *, now: datetime | None = None) -> Clock | None:
    """None while nobody waits. Each step of priority halves the time."""
    since = conversation.awaiting_since
    if since is None:
        return None
    minutes = conversation.team.reply_minutes if conversation.team else USUAL_MINUTES
    allowed = timedelta(minutes=minutes) / 2**conversation.priority
    moment = now or timezone.now()
    tone = "bad" if moment >= since + allowed else "warn" if moment >= since + _WARN_AT * allowed else ""
    return Clock(since + allowed, tone)
