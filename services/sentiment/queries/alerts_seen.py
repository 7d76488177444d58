"""Alerts as the overview and a company's page show them."""

from datetime import datetime

from django.db.models import QuerySet

from services.sentiment import models
from services.sentiment.queries.periods import Period

_OPEN = (models.Alert.State.FIRING, models.Alert.State.ACKNOWLEDGED)


def open_alerts() -> QuerySet[models.Alert]:
    """The latest first."""
    rows = models.Alert.objects.filter(state__in=_OPEN).select_related("entity", "rule")
    return rows.order_by("-fired_at", "-pk")


def surge_moments(entity: models.Entity, period: Period) -> list[datetime]:
    """When surges about the company were noticed; a pending alert is no surge yet."""
    rows = models.Alert.objects.filter(entity=entity, fired_at__gte=period.begin, fired_at__lt=period.end)
    return [at for at in rows.order_by("fired_at").values_list("fired_at", flat=True) if at]
