"""Read rules, silences and inhibitions."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from services.sentiment import models


def rules() -> QuerySet[models.Rule]:
    """With how many alerts are open, and how many began in the last thirty days."""
    still_open = ~Q(alerts__state=models.Alert.State.RESOLVED) & Q(alerts__isnull=False)
    recent = Q(alerts__started_at__gte=timezone.now() - timedelta(days=30))
    return models.Rule.objects.annotate(
        open_alerts=Count("alerts", filter=still_open), recent_alerts=Count("alerts", filter=recent)
    ).order_by("name")


def enabled_ids() -> list[int]:
    return list(models.Rule.objects.filter(enabled=True).order_by("pk").values_list("pk", flat=True))


def silences(*, now: datetime) -> QuerySet[models.Silence]:
    """Those in force or still to come."""
    return models.Silence.objects.filter(ends_at__gt=now).select_related("author")


def maintenance(*, now: datetime) -> QuerySet[models.MaintenanceWindow]:
    return models.MaintenanceWindow.objects.filter(ends_at__gt=now).select_related("author")


def is_quiet(labels: Mapping[str, str], *, now: datetime) -> bool:
    """Whether a silence or a maintenance window covers these labels."""
    found: list[models.Silence | models.MaintenanceWindow] = [
        *silences(now=now).filter(starts_at__lte=now),
        *maintenance(now=now).filter(starts_at__lte=now),
    ]
    return any(matches(quiet.labels, labels) for quiet in found)


def is_inhibited(labels: Mapping[str, str]) -> bool:
    """Whether a firing alert makes one with these labels superfluous."""
    return any(_inhibits(one, labels) for one in models.Inhibition.objects.filter(enabled=True))


def matches(wanted: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    return all(labels.get(name) == value for name, value in wanted.items())


def _inhibits(rule: models.Inhibition, labels: Mapping[str, str]) -> bool:
    if not matches(rule.target, labels) or matches(rule.source, labels):
        return False
    open_states = [models.Alert.State.FIRING, models.Alert.State.ACKNOWLEDGED]
    firing = models.Alert.objects.filter(state__in=open_states).values_list("labels", flat=True)
    same = {name: labels.get(name, "") for name in rule.equal}
    return any(matches(rule.source, other) and matches(same, other) for other in firing)
