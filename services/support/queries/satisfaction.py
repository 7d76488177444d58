"""Ratings as the page counts and lists them."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from services.support import models
from services.support.models.choices import Author, State
from services.support.queries.overview import Period


def scores(period: Period) -> list[tuple[int, bool, date]]:
    """(score, whether a person answered, day) of each rating, by the reader's calendar."""
    rows = _within(period).values_list("score", "by_person", "created_at")
    return [(score, by_person, timezone.localdate(at)) for score, by_person, at in rows]


def comments(period: Period, *, limit: int = 12) -> Sequence[models.Rating]:
    """The unhappiest first: they say what to mend."""
    rows = _within(period).exclude(comment="").select_related("conversation")
    return list(rows.order_by("score", "-created_at")[:limit])


def finished(period: Period) -> int:
    """Conversations that ended in the period after somebody had answered: those who were asked."""
    begin, end = period.bounds
    rows = models.Conversation.objects.filter(state=State.CLOSED, closed_at__gte=begin, closed_at__lt=end)
    return rows.filter(messages__author__in=[Author.BOT, Author.AGENT]).distinct().count()


def rating_of(conversation: models.Conversation) -> models.Rating | None:
    return models.Rating.objects.filter(conversation=conversation).first()


def week_of(day: date) -> date:
    """The Monday before it."""
    return day - timedelta(days=day.weekday())


def _within(period: Period) -> QuerySet[models.Rating]:
    begin, end = period.bounds
    return models.Rating.objects.filter(created_at__gte=begin, created_at__lt=end)
