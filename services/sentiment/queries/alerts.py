"""Read alerts."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from services.sentiment import models


@dataclass(frozen=True)
class Wanted:
    """What is left out does not narrow. The state "open" means everything that is not resolved."""

    state: str = ""
    severity: str = ""
    rule: int | None = None
    entity: str = ""
    since: datetime | None = None
    until: datetime | None = None


def alerts(wanted: Wanted | None = None) -> QuerySet[models.Alert]:
    rows = models.Alert.objects.select_related("rule", "entity")
    if wanted is None:
        return rows
    if wanted.state == "open":
        rows = rows.exclude(state=models.Alert.State.RESOLVED)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    exact = {"severity": wanted.severity, "rule": wanted.rule, "entity__key": wanted.entity}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.since:
        rows = rows.filter(started_at__gte=wanted.since)
    return rows.filter(started_at__lt=wanted.until) if wanted.until else rows


def verdict_at(rule: models.Rule, series: str, *, first: int, last: int) -> str:
    """What people said of the alert that overlaps these bins; empty if nobody did."""
    if rule.pk is None:
        return ""
    rows = rule.alerts.filter(series=series, first_bin__lte=last, last_bin__gte=first).exclude(verdict="")
    return rows.values_list("verdict", flat=True).first() or ""


def articles(alert: models.Alert) -> QuerySet[models.Article]:
    ids = alert.evidence.get("articles") or []
    return models.Article.objects.filter(pk__in=ids).select_related("source").order_by("-published_at")
