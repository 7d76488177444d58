"""Who is at the desk."""

from datetime import timedelta

from django.utils import timezone

from services.support import models
from shared.accounts.models import User

_WRITTEN_EVERY = timedelta(seconds=45)


def seat_of(agent: User) -> models.Seat:
    return models.Seat.objects.get_or_create(agent=agent)[0]


def be_seen(agent: User) -> None:
    """Written now and then, not at every look."""
    seat, now = seat_of(agent), timezone.now()
    if seat.seen_at is None or now - seat.seen_at > _WRITTEN_EVERY:
        models.Seat.objects.filter(pk=seat.pk).update(seen_at=now)


def set_away(*, agent: User, away: bool) -> models.Seat:
    seat = seat_of(agent)
    seat.away = away
    seat.save(update_fields=["away"])
    return seat
