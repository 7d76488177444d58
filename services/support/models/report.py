"""What reports rest on that no record tells: what an hour costs; and who is sent them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

_NOT_NEGATIVE = MinValueValidator(0.0)


class CostInputs(models.Model):
    """The one row of the formula for what the assistant saves."""

    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    minutes_each = models.FloatField(
        _("minutes of a person for a conversation"), default=6.0, validators=[_NOT_NEGATIVE, MaxValueValidator(1_440.0)]
    )
    cost_an_hour = models.FloatField(
        _("cost of a person's hour"), default=35.0, validators=[_NOT_NEGATIVE, MaxValueValidator(100_000.0)]
    )
    cost_each = models.FloatField(
        _("cost of the assistant for a conversation"),
        default=0.01,
        validators=[_NOT_NEGATIVE, MaxValueValidator(1_000.0)],
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_row_of_costs")]

    def __str__(self) -> str:
        return self.currency

    @property
    def by_person(self) -> float:
        """What a conversation costs that a person holds."""
        return self.minutes_each / 60 * self.cost_an_hour


class ReportPlan(models.Model):
    """A report that goes out when a week or a month has ended, in one zone and language, to receivers."""

    # Under which receivers are told.
    MESSAGE_KIND = "support.report"

    class Every(models.TextChoices):
        WEEK = "week", _("Week")
        MONTH = "month", _("Month")

    every = models.CharField(_("every"), max_length=5, choices=Every.choices, default=Every.WEEK)
    timezone = models.CharField(_("time zone"), max_length=60, default="UTC")
    language = models.CharField(_("language"), max_length=12, default="en")
    receivers = models.ManyToManyField("outbox.Endpoint", related_name="+", verbose_name=_("receivers"))
    enabled = models.BooleanField(_("enabled"), default=True)
    sent_until = models.DateField(help_text=_("The last day of the newest period that was sent."))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_every_display()} {self.pk}"
