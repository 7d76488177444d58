"""What the operator decides: how many wrong answers are acceptable, and what follows from that."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Policy(models.Model):
    """The one row of operator settings. Thresholds follow from `max_wrong_share`; see actions.policy."""

    max_wrong_share = models.FloatField(
        _("largest share of wrong answers"),
        default=0.1,
        validators=[MinValueValidator(0.001), MaxValueValidator(0.5)],
    )
    confident = models.BooleanField(
        _("keep the limit with 95 % confidence"),
        default=False,
        help_text=_("Otherwise the measured share keeps it, and the true share may lie somewhat above."),
    )
    intent_threshold = models.FloatField(null=True, blank=True)
    answer_threshold = models.FloatField(null=True, blank=True)
    curves = models.JSONField(default=dict, help_text=_("Risk and coverage by threshold, from validation data."))
    taught = models.JSONField(default=dict, blank=True, help_text=_("How near to a corrected question is near enough."))
    chosen_at = models.DateTimeField(null=True, blank=True)
    early_handover = models.FloatField(
        _("chance of an unhappy customer that calls a person"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0.05), MaxValueValidator(0.95)],
        help_text=_("Empty: never."),
    )
    company = models.CharField(_("company name"), max_length=200, default="Lumen Bank")
    greeting = models.JSONField(_("greeting by language"), default=dict, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_policy")]

    def __str__(self) -> str:
        return f"≤ {self.max_wrong_share:.1%}"
