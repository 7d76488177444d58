"""What users did, and what they were shown.

Rows name users and items by key, without foreign keys: events may come before their item, in any order, and still
leave the same rows. Whether an item is known is asked when rows are read. Each table has ids of its own: an impression
and the click on it may share one, as nothing looks for both by id.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.recommend.models.choices import EventKind


class Event(models.Model):
    """One thing that a user did. The sender's `id` makes it unique, however often it is sent."""

    id = models.CharField(primary_key=True, max_length=64)
    user = models.CharField(_("user"), max_length=120)
    item = models.CharField(_("item"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=EventKind.choices)
    at = models.DateTimeField(_("time"), db_index=True)
    value = models.FloatField(_("value"), null=True, blank=True, help_text=_("An amount paid, or a share read."))
    surface = models.CharField(_("surface"), max_length=60, blank=True)
    request = models.CharField(max_length=64, blank=True, help_text=_("The response that had shown the item."))
    digest = models.BigIntegerField(help_text=_("Of the whole body: the same id with another body is a conflict."))

    class Meta:
        indexes = [models.Index(fields=["user", "at"]), models.Index(fields=["item", "at"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=EventKind.values), name="event_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.kind} {self.item}"


class Impression(models.Model):
    """An item shown to a user. `propensity` is the probability with which it was shown at this position."""

    id = models.CharField(primary_key=True, max_length=64)
    user = models.CharField(_("user"), max_length=120)
    item = models.CharField(_("item"), max_length=120)
    at = models.DateTimeField(_("time"), db_index=True)
    position = models.PositiveSmallIntegerField(_("position"))
    propensity = models.FloatField(_("propensity"), null=True, blank=True)
    surface = models.CharField(_("surface"), max_length=60, blank=True)
    request = models.CharField(max_length=64, blank=True)
    digest = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["user", "at"]), models.Index(fields=["item", "at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(propensity__isnull=True) | models.Q(propensity__gt=0, propensity__lte=1),
                name="propensity_is_a_probability",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} to {self.user} at {self.position}"


class Activity(models.Model):
    """How many events and impressions of a user one day kept, and how many came beyond their caps."""

    user = models.CharField(_("user"), max_length=120)
    day = models.DateField(_("day"))
    events = models.PositiveIntegerField(default=0)
    impressions = models.PositiveIntegerField(default=0, db_default=0)
    dropped = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name_plural = _("activities")
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_activity_a_user_and_day")]

    def __str__(self) -> str:
        return f"{self.user} {self.day}"
