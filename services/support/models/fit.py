"""What was learned from ratings, version by version, and what it expects of conversations that go on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SatisfactionFit(models.Model):
    """One fit with its figures. Of each kind one at most is in force."""

    class Kind(models.TextChoices):
        DRIVERS = "drivers", _("What moves satisfaction")
        FORECAST = "forecast", _("Who will be unhappy")

    class State(models.TextChoices):
        FEW = "few", _("Too few ratings")
        HELD = "held", _("Held: no better than the base rate")
        IN_FORCE = "in_force", _("In force")
        REPLACED = "replaced", _("Replaced")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    ratings = models.PositiveIntegerField(help_text=_("How many it was fitted and judged on."))
    parameters = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    fitted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="one_fit_per_version"),
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(state="in_force"), name="one_fit_in_force_per_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}@{self.version}"


class Prediction(models.Model):
    """How likely the customer of a conversation will be unhappy with it (2 of 5 or less), as of their last word."""

    conversation = models.OneToOneField("Conversation", on_delete=models.CASCADE, related_name="prediction")
    probability = models.FloatField()
    reasons = models.JSONField(default=list, help_text=_("What raises it most: objects with name, low and weight."))
    version = models.PositiveIntegerField(help_text=_("Of the fit that says so."))
    event = models.PositiveIntegerField(help_text=_("The number of the newest event that it knows."))
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["-probability"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(probability__gte=0, probability__lte=1), name="a_probability_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.probability:.0%}"
