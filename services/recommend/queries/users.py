"""Users as people look at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, QuerySet, Sum

from services.recommend import models
from services.recommend.queries import catalogue


@dataclass(frozen=True)
class Row:
    """A user who did something, with how much and when last."""

    user: str
    events: int
    last: date
    flagged: bool


@dataclass(frozen=True)
class Deed:
    """An event with its item, where that is known."""

    event: models.Event
    item: models.Item | None


def users(*, search: str = "", limit: int = 50) -> list[Row]:
    """Those active last first."""
    rows = models.Activity.objects.filter(user__icontains=search) if search else models.Activity.objects.all()
    counted = rows.order_by().values("user").annotate(events=Sum("events"), last=Max("day")).order_by("-last", "user")
    found = list(counted[:limit])
    names = [row["user"] for row in found]
    flagged = set(catalogue.flagged().filter(user__in=names).values_list("user", flat=True))
    return [Row(row["user"], row["events"], row["last"], row["user"] in flagged) for row in found]


def deeds(user: str, *, limit: int = 40) -> list[Deed]:
    """Latest first."""
    rows = list(models.Event.objects.filter(user=user).order_by("-at", "-id")[:limit])
    found = catalogue.by_key(row.item for row in rows)
    return [Deed(row, found.get(row.item)) for row in rows]


def published(user: str) -> models.UserList | None:
    rows: QuerySet[models.UserList] = models.UserList.objects.filter(user=user, generation__state="current")
    return rows.select_related("generation").first()


def exists(user: str) -> bool:
    return models.Activity.objects.filter(user=user).exists() or models.Profile.objects.filter(user=user).exists()


def languages_of(user: str) -> list[str]:
    """Those that the user's profile tells."""
    return languages_by_user([user]).get(user, [])


def languages_by_user(users: Sequence[str]) -> dict[str, list[str]]:
    """By user, of those whose profile tells one; one statement for all."""
    rows = models.Profile.objects.filter(user__in=users).exclude(language="")
    return {user: [language] for user, language in rows.values_list("user", "language")}
