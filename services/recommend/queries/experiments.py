"""Who was exposed, and what they did within the time that counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef

from services.recommend import models


@dataclass(frozen=True)
class Outcomes:
    """One value a user in the order of exposure, of those whose time has passed; and how many wait for theirs."""

    treated: list[bool]
    clicked: list[bool]
    waiting: int
    exposed: int
    exposed_treated: int


def outcomes(experiment: models.Experiment, *, now: datetime) -> Outcomes:
    """A user counts once the horizon is over: outcomes that could still change would bend the sequence."""
    horizon = timedelta(hours=experiment.horizon_hours)
    rows = experiment.exposures.order_by("at", "pk")
    end = ExpressionWrapper(OuterRef("at") + horizon, output_field=DateTimeField())
    clicks = models.Event.objects.filter(user=OuterRef("user"), kind="click", at__gte=OuterRef("at"), at__lte=end)
    settled = rows.filter(at__lte=now - horizon).annotate(clicked=Exists(clicks))
    found = list(settled.values_list("treated", "clicked"))
    exposed = rows.count()
    return Outcomes(
        treated=[treated for treated, _clicked in found],
        clicked=[clicked for _treated, clicked in found],
        waiting=exposed - len(found),
        exposed=exposed,
        exposed_treated=rows.filter(treated=True).count(),
    )
