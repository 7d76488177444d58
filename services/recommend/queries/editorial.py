"""Pins and rules as editors look at them."""

from datetime import datetime

from django.db.models import Q, QuerySet

from services.recommend import models


def pins(*, now: datetime, surface: str = "") -> QuerySet[models.Pin]:
    """Those in force and those to come, with their items; of one surface where it is named."""
    rows = models.Pin.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now)).select_related("item", "created_by")
    found = rows.filter(surface=surface) if surface else rows
    return found.order_by("surface", "position", "id")


def rules() -> QuerySet[models.SurfaceRule]:
    return models.SurfaceRule.objects.all()


def surfaces() -> list[str]:
    """Names that rules, pins or experiments know, to choose from."""
    known: set[str] = set()
    for rows in (models.SurfaceRule.objects, models.Pin.objects, models.Experiment.objects):
        known.update(rows.exclude(surface="").values_list("surface", flat=True).distinct())
    return sorted(known)
