"""Alerts as the overview and a company's page show them."""

from django.db.models import QuerySet

from services.sentiment import models
from services.sentiment.queries.periods import Period

_OPEN = (models.Alert.State.FIRING, models.Alert.State.ACKNOWLEDGED)


def open_alerts() -> QuerySet[models.Alert]:
    """The latest first."""
    rows = models.Alert.objects.filter(state__in=_OPEN).select_related("entity", "rule")
    return rows.order_by("-fired_at", "-pk")


def surges(entity: models.Entity, period: Period) -> QuerySet[models.Alert]:
    """Alerts about the company in the order they were noticed; a pending alert is no surge yet."""
    rows = models.Alert.objects.filter(entity=entity, fired_at__gte=period.begin, fired_at__lt=period.end)
    return rows.order_by("fired_at")
