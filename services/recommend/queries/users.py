"""Users as people look at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Max, QuerySet, Sum

from services.recommend import models
from services.recommend.queries import catalogue
from services.recommend.queries.machines import flagged

_LONGEST_WORD = 60


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
    rows = _active().filter(user__icontains=search) if search else _active()
    counted = rows.order_by().values("user").annotate(events=Sum("events"), last=Max("day")).order_by("-last", "user")
    found = list(counted[:limit])
    names = [row["user"] for row in found]
    machines = set(flagged().filter(user__in=names).values_list("user", flat=True))
    return [Row(row["user"], row["events"], row["last"], row["user"] in machines) for row in found]


def _active() -> QuerySet[models.Activity]:
    """Who was only shown something did nothing."""
    return models.Activity.objects.filter(events__gt=0)


def deeds(user: str, *, limit: int = 40) -> list[Deed]:
    """Latest first."""
    rows = list(models.Event.objects.filter(user=user).order_by("-at", "-id")[:limit])
    found = catalogue.by_key(row.item for row in rows)
    return [Deed(row, found.get(row.item)) for row in rows]


def published(user: str) -> models.UserList | None:
    rows: QuerySet[models.UserList] = models.UserList.objects.filter(user=user, generation__state="current")
    return rows.select_related("generation").first()


def exists(user: str) -> bool:
    return _active().filter(user=user).exists() or models.Profile.objects.filter(user=user).exists()


@dataclass(frozen=True)
class Told:
    """What a profile tells: languages, and a label `name=value` for each attribute that may be used."""

    languages: Sequence[str] = ()
    labels: Sequence[str] = ()


NOTHING_TOLD = Told()


def told_of(user: str) -> Told:
    return told_by_user([user]).get(user, NOTHING_TOLD)


def told_by_user(users: Sequence[str]) -> dict[str, Told]:
    """By user, of those who have a profile; one statement for all."""
    rows = models.Profile.objects.filter(user__in=users).values_list("user", "language", "attributes")
    return {user: Told([language] if language else [], labels(told)) for user, language, told in rows}


def labels_by_user() -> dict[str, Sequence[str]]:
    """Everybody's who has any, but for machines."""
    rows = models.Profile.objects.filter(flagged_at=None).exclude(attributes={}).values_list("user", "attributes")
    found = ((user, labels(told)) for user, told in rows.iterator(chunk_size=10_000))
    return {user: own for user, own in found if own}


def labels(attributes: Mapping[str, str | float | bool | None]) -> list[str]:
    """Of nothing but what the company chose to use: the rest is never ranked by, learnt or named."""
    told = ((name, _word(attributes.get(name))) for name in settings.COLD_START_ATTRIBUTES if "=" not in name)
    return [f"{name}={word}" for name, word in told if word]


def _word(value: str | float | bool | None) -> str:
    """Long texts are nothing that people share."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    word = value.strip() if isinstance(value, str) else f"{value:g}"
    return word if len(word) <= _LONGEST_WORD and "\x00" not in word else ""
