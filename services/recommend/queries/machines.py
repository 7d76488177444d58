"""Users who send more than people do: nothing is learnt from them, and no figure counts them."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from services.recommend import models

M = TypeVar("M", bound=Model)


def flagged() -> QuerySet[models.Profile]:
    return models.Profile.objects.filter(flagged_at__isnull=False)


def of_people(rows: QuerySet[M]) -> QuerySet[M]:
    """Without the rows of machines; rows name their user by key."""
    return rows.exclude(user__in=flagged().values("user"))
