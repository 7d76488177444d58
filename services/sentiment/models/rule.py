"""What is watched and who is told: rules, what they have learned, and when they keep silent."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from services.sentiment.models.choices import Severity

_A_WEEK = 7 * 24 * 60


class DetectorKind(models.TextChoices):
    """Each value is the name of one file in `actions/surges/detectors/`."""

    NEGATIVE_BINOMIAL = "negative_binomial", _("More than usual (negative binomial)")
    CUSUM = "cusum", _("Lastingly more than usual (CUSUM)")
    SHARE = "share", _("Share of negative")
    THRESHOLD = "threshold", _("Plain threshold")
    RATIO = "ratio", _("Ratio to the window before")
    ZSCORE = "zscore", _("Trailing z-score")


class Rule(models.Model):
    """One question asked of the counts every few seconds. `revision` grows with every change of what it asks."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.TextField(_("description"), blank=True)
    scope = models.JSONField(_("scope"), default=dict, blank=True, help_text=_("Lists: entities, topics, groups."))
    series_by = models.JSONField(default=list, help_text=_("Labels that make a series of its own: entity, topic."))
    detector = models.CharField(_("detector"), max_length=20, choices=DetectorKind.choices)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    min_groups = models.PositiveSmallIntegerField(_("outlet groups at least"), default=1)
    for_minutes = models.PositiveIntegerField(_("for minutes"), default=0, validators=[MaxValueValidator(_A_WEEK)])
    keep_firing_minutes = models.PositiveIntegerField(
        _("keep firing minutes"), default=60, validators=[MaxValueValidator(_A_WEEK)]
    )
    cooldown_minutes = models.PositiveIntegerField(
        _("cooldown minutes"), default=60, validators=[MaxValueValidator(_A_WEEK)]
    )
    group_by = models.JSONField(
        _("one message for each"), default=list, blank=True, help_text=_("Labels: entity, topic, sector. Empty: one.")
    )
    group_minutes = models.PositiveIntegerField(_("minutes between messages of a group"), default=5)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices, default=Severity.WARNING)
    receivers = models.ManyToManyField("outbox.Endpoint", blank=True, related_name="+", verbose_name=_("receivers"))
    escalate_minutes = models.PositiveIntegerField(
        _("escalate after minutes"), default=0, help_text=_("0 never escalates.")
    )
    escalate_to = models.ManyToManyField("outbox.Endpoint", blank=True, related_name="+", verbose_name=_("then tell"))
    runbook_url = models.URLField(_("runbook"), blank=True, max_length=500)
    enabled = models.BooleanField(_("enabled"), default=True)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    since = models.DateTimeField(default=timezone.now, help_text=_("What ended before this tells nobody."))
    last_error = models.TextField(blank=True)
    evaluated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RuleState(models.Model):
    """What a rule knew at the beginning of `bin`, for all its series: everything later is worked out again."""

    rule = models.OneToOneField(Rule, on_delete=models.CASCADE, related_name="state")
    revision = models.PositiveIntegerField()
    bin = models.PositiveIntegerField(help_text=_("Number of the quarter of an hour since 1970."))
    keys = models.JSONField(default=list, help_text=_("The series, in the order of the arrays."))
    arrays = models.BinaryField(default=bytes)
    machine = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.rule} at {self.bin}"


class Quiet(models.Model):
    """`labels` name what is meant; an empty dictionary means everything. Silenced alerts are kept, not told."""

    labels = models.JSONField(_("alerts"), default=dict, blank=True)
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=300)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["-ends_at"]

    def __str__(self) -> str:
        return self.reason


class Silence(Quiet):
    """Somebody knows already."""


class MaintenanceWindow(Quiet):
    """Known beforehand that it will be noisy."""


class Inhibition(models.Model):
    """While an alert with the labels `source` fires, those with `target` and the same `equal` labels tell nobody."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    source = models.JSONField(default=dict)
    target = models.JSONField(default=dict)
    equal = models.JSONField(default=list)
    enabled = models.BooleanField(_("enabled"), default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
