"""Read the outbox."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from shared.outbox.models import Delivery, Endpoint


@dataclass(frozen=True)
class Range:
    """Which deliveries; what is left out does not narrow."""

    endpoint: Endpoint | None = None
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None


def deliveries(wanted: Range) -> QuerySet[Delivery]:
    rows = Delivery.objects.all()
    if wanted.endpoint is not None:
        rows = rows.filter(endpoint=wanted.endpoint)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.since:
        rows = rows.filter(created_at__gte=wanted.since)
    return rows.filter(created_at__lt=wanted.until) if wanted.until else rows


def endpoints() -> QuerySet[Endpoint]:
    """With how many deliveries wait and how many were given up."""
    waiting = Q(deliveries__state__in=[Delivery.State.WAITING, Delivery.State.SENDING])
    dead = Q(deliveries__state=Delivery.State.DEAD)
    return Endpoint.objects.annotate(
        waiting=Count("deliveries", filter=waiting), dead=Count("deliveries", filter=dead)
    ).order_by("name")
