"""A host's turns: one row that all crawling processes compare and set, so that together they stay polite."""

from datetime import datetime, timedelta

from django.utils import timezone

from services.sentiment import models


def take_turn(*, host: str, delay: float) -> float:
    """0 where the turn is ours and the next is set; else the seconds until it may be tried again."""
    now = timezone.now()
    turn, made = models.HostTurn.objects.get_or_create(
        host=host[:255], defaults={"next_at": now + timedelta(seconds=delay)}
    )
    if made:
        return 0.0
    due = models.HostTurn.objects.filter(pk=turn.pk, next_at__lte=now)
    if due.update(next_at=now + timedelta(seconds=delay)):
        return 0.0
    turn.refresh_from_db()
    return max((turn.next_at - now).total_seconds(), 0.005)


def push_back(*, host: str, until: datetime) -> None:
    """Nobody asks this host before `until`."""
    turn, _ = models.HostTurn.objects.get_or_create(host=host[:255], defaults={"next_at": until})
    models.HostTurn.objects.filter(pk=turn.pk, next_at__lt=until).update(next_at=until)
