"""Who was exposed, and what they did within the time that counts; machines are left out."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from services.recommend import models
from services.recommend.queries.machines import of_people

# How far back a user's habit is looked at.
_BEFORE = timedelta(days=28)


@dataclass(frozen=True)
class Outcomes:
    """One value a user in the order of exposure, of those whose time has passed; and how many wait for theirs.

    `clicked`: whether each did what counts, which may be to buy. `before`: how often each did so in the weeks before.
    """

    treated: list[bool]
    clicked: list[bool]
    before: list[int]
    waiting: int
    exposed: int
    exposed_treated: int


def outcomes(experiment: models.Experiment, *, now: datetime) -> Outcomes:
    """A user counts once the horizon is over: outcomes that could still change would bend the sequence."""
    horizon = timedelta(hours=experiment.horizon_hours)
    rows = of_people(experiment.exposures.order_by("at", "pk"))
    end = ExpressionWrapper(OuterRef("at") + horizon, output_field=DateTimeField())
    deeds = models.Event.objects.filter(user=OuterRef("user"), kind=experiment.outcome)
    counting, habit = deeds.filter(at__gte=OuterRef("at"), at__lte=end), _times_before(deeds)
    settled = rows.filter(at__lte=now - horizon).annotate(clicked=Exists(counting), before=habit)
    found = list(settled.values_list("treated", "clicked", "before"))
    exposed = rows.count()
    return Outcomes(
        treated=[treated for treated, _clicked, _before in found],
        clicked=[clicked for _treated, clicked, _before in found],
        before=[before for _treated, _clicked, before in found],
        waiting=exposed - len(found),
        exposed=exposed,
        exposed_treated=rows.filter(treated=True).count(),
    )


def _times_before(deeds: QuerySet[models.Event]) -> Coalesce:
    """Of the user of an exposure, by the first list: nothing that the experiment did is in it."""
    begin = ExpressionWrapper(OuterRef("at") - _BEFORE, output_field=DateTimeField())
    rows = deeds.filter(at__gte=begin, at__lt=OuterRef("at"))
    return Coalesce(Subquery(rows.order_by().values("user").annotate(count=Count("pk")).values("count")), 0)


@dataclass(frozen=True)
class Preferences:
    """One value a user whose time has passed and who did what counts, in the order of the first list.

    From -1, only what control brought, to 1, only what the treatment brought. `silent` did nothing, `waiting` may.
    """

    values: list[float]
    silent: int
    waiting: int
    clicks: dict[str, int]


def preferences(experiment: models.Experiment, *, now: datetime) -> Preferences:
    """A deed counts that names its response, within the horizon of the user's first list; a user counts as one."""
    horizon = timedelta(hours=experiment.horizon_hours)
    begun = of_people(experiment.drafts.all()).values("user").annotate(first=Min("at")).order_by("first", "user")
    first = dict(begun.values_list("user", "first"))
    settled = [user for user, at in first.items() if at <= now - horizon]
    brought: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(models.Draft.SIDES, 0))
    for user, side, at in _credited(experiment):
        if at <= first[user] + horizon <= now:
            brought[user][side] += 1
    values = [_preference(brought[user]) for user in settled if user in brought]
    return Preferences(
        values=values,
        silent=len(settled) - len(values),
        waiting=len(first) - len(settled),
        clicks={side: sum(one[side] for one in brought.values()) for side in models.Draft.SIDES},
    )


def _credited(experiment: models.Experiment) -> list[tuple[str, str, datetime]]:
    """(user, side, when) of the first click, or purchase, of each item of each response."""
    kept = of_people(experiment.drafts.all())
    requests = kept.values("request")
    rows = models.Event.objects.filter(kind=experiment.outcome, at__gte=experiment.started_at, request__in=requests)
    clicked = rows.values("request", "item", "user").annotate(first=Min("at"))
    found = list(clicked.order_by("request", "item").values_list("request", "item", "user", "first"))
    drafts = {row.request: row for row in kept.filter(request__in=rows.values("request"))}
    return [
        (user, drafts[request].teams[item], at)
        for request, item, user, at in found
        # Somebody who sends another's response along does not vote in their place.
        if drafts[request].user == user and item in drafts[request].teams
    ]


def _preference(brought: dict[str, int]) -> float:
    control, treatment = (brought[side] for side in models.Draft.SIDES)
    return (treatment - control) / (treatment + control)
