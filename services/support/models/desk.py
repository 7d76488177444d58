"""What a team of agents keeps beside the conversations themselves."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_PRESENT = timedelta(minutes=3)


class Priority(models.IntegerChoices):
    """Each step halves the time that a customer may wait for an answer."""

    NORMAL = 0, _("Normal")
    HIGH = 1, _("High")
    URGENT = 2, _("Urgent")


class Team(models.Model):
    """Agents who answer the same topics or languages. What no team claims is everybody's."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    topics = models.JSONField(_("topics"), default=list, blank=True, help_text=_("Names of intents; none: all."))
    languages = models.JSONField(_("languages"), default=list, blank=True, help_text=_("Codes; none: all."))
    reply_minutes = models.PositiveIntegerField(
        _("minutes until an answer"), default=15, validators=[MinValueValidator(1), MaxValueValidator(10_080)]
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="teams", blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """One agent at the desk: how many customers at once, and whether they are there."""

    agent = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seat")
    capacity = models.PositiveSmallIntegerField(
        _("customers at once"), default=6, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    away = models.BooleanField(_("away"), default=False)
    seen_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.agent)

    @property
    def is_here(self) -> bool:
        """A desk that is open asks for its queue every minute."""
        return not self.away and self.seen_at is not None and timezone.now() - self.seen_at < _PRESENT


class Note(models.Model):
    """What agents tell each other. Customers never see it, in no stream and no reply."""

    conversation = models.ForeignKey("Conversation", on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("note"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:60]


class Mention(models.Model):
    """Somebody who was called in a note, until they have opened it."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["note", "agent"], name="one_mention_each")]

    def __str__(self) -> str:
        return f"@{self.agent}"


class CannedAnswer(models.Model):
    """An answer for every day, with slots that are filled for the customer at hand."""

    shortcut = models.SlugField(_("shortcut"), max_length=40)
    language = models.CharField(_("language"), max_length=12)
    text = models.TextField(_("text"), help_text=_("Slots: {customer}, {agent}, {company}."))
    used = models.PositiveIntegerField(default=0)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)
    batch = models.ForeignKey("ImportBatch", null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["shortcut", "language"]
        constraints = [
            models.UniqueConstraint(fields=["shortcut", "language"], name="one_canned_answer_per_language"),
        ]

    def __str__(self) -> str:
        return f"/{self.shortcut}"
