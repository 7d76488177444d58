"""What happened: alerts with their evidence, and everything that was done about them."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from services.sentiment.models.choices import Severity
from services.sentiment.models.rule import Rule


class AppendOnly(Exception):
    """The history of alerts is append-only."""


class Alert(models.Model):
    """One surge of one series under one rule. `evidence` is enough to work the score out again."""

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        FIRING = "firing", _("Firing")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        RESOLVED = "resolved", _("Resolved")

    class Verdict(models.TextChoices):
        TRUE = "true", _("True alarm")
        FALSE = "false", _("False alarm")

    rule = models.ForeignKey(Rule, null=True, on_delete=models.SET_NULL, related_name="alerts")
    rule_name = models.CharField(max_length=120)
    entity = models.ForeignKey("Entity", null=True, blank=True, on_delete=models.SET_NULL, related_name="alerts")
    fingerprint = models.CharField(max_length=64, unique=True, help_text=_("Of rule, series and first bin."))
    series = models.CharField(max_length=200, db_index=True)
    labels = models.JSONField(default=dict)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, db_index=True)
    first_bin = models.PositiveIntegerField()
    last_bin = models.PositiveIntegerField()
    started_at = models.DateTimeField(_("began"), db_index=True)
    fired_at = models.DateTimeField(_("fired"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    told_state = models.CharField(max_length=12, blank=True, help_text=_("The state that receivers know of."))
    score = models.FloatField(default=0.0)
    evidence = models.JSONField(default=dict)
    verdict = models.CharField(_("verdict"), max_length=5, choices=Verdict.choices, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["rule", "series", "-first_bin"])]

    def __str__(self) -> str:
        return f"{self.rule_name}: {self.series}"

    @property
    def is_open(self) -> bool:
        return self.state != self.State.RESOLVED


class AlertEvent(models.Model):
    """One line of an alert's history. Each holds the hash of the line before it, so that none can go unnoticed."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=40)
    fields = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["alert", "number"]
        constraints = [models.UniqueConstraint(fields=["alert", "number"], name="one_event_per_number")]

    def __str__(self) -> str:
        return f"{self.alert_id}/{self.number} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly(AppendOnly.__doc__)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(AppendOnly.__doc__)


class Note(models.Model):
    """What a person wrote beside an alert."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("note"), max_length=4000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.text[:80]


class GroupNotice(models.Model):
    """When a group of alerts was last told about, so that a market shock is a handful of messages."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=300)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "key"], name="one_notice_per_group")]

    def __str__(self) -> str:
        return f"{self.rule} {self.key}"
