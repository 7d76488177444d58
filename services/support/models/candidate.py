"""What would answer instead of what is in force, and what it would have said."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from services.support.models.choices import Reason, Rung


class Candidate(models.Model):
    """Versions and a limit that are not in force, held against those that are. One at a time.

    `base` are the models and thresholds it is compared with: when those change, the comparison is over.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", _("Being prepared")
        READY = "ready", _("Ready")
        ENDED = "ended", _("Ended")

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREPARING)
    versions = models.JSONField(_("versions"), default=dict, help_text=_("Of models that are not as in force."))
    base = models.JSONField(default=dict)
    max_wrong_share = models.FloatField(
        _("largest share of wrong answers"), validators=[MinValueValidator(0.001), MaxValueValidator(0.5)]
    )
    confident = models.BooleanField(_("keep the limit with 95 % confidence"), default=False)
    curves = models.JSONField(default=dict, help_text=_("Risk and coverage by threshold, from validation data."))
    share = models.FloatField(
        _("share of conversations in the shadow"),
        default=0.0,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
    )
    dropped = models.PositiveIntegerField(default=0, help_text=_("Questions that were not asked again: too busy."))
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=20, blank=True)
    # Beside `state`, so that the database itself keeps it at one.
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["is_open"], condition=models.Q(is_open=True), name="one_open_candidate"),
            models.CheckConstraint(condition=models.Q(share__gte=0, share__lte=1), name="shadow_share_is_a_share"),
        ]

    def __str__(self) -> str:
        parts = [f"{name.removeprefix('support-')} {number}" for name, number in sorted(self.versions.items())]
        return ", ".join([*parts, f"≤ {self.max_wrong_share:.1%}"])


class Shadowed(models.Model):
    """One question that the candidate answered, too, and nobody was told. It goes with the question.

    `hint` and `unhappy_count` are what the live answer was given beside the question and what was said before it.
    """

    class Difference(models.TextChoices):
        SAME = "same", _("The same")
        CANDIDATE_ONLY = "candidate_only", _("Only the candidate answers")
        LIVE_ONLY = "live_only", _("Only the live side answers")
        TEMPLATE = "template", _("Another template")
        SOURCE = "source", _("Other sources")
        RUNG = "rung", _("A template on one side, sources on the other")
        WORDING = "wording", _("The same source in other words")

    class Better(models.TextChoices):
        LIVE = "live", _("The live answer")
        CANDIDATE = "candidate", _("The candidate's answer")
        NEITHER = "neither", _("Neither")

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="shadowed")
    question = models.ForeignKey("Message", on_delete=models.CASCADE, related_name="shadowed")
    trace = models.ForeignKey("Trace", on_delete=models.CASCADE, related_name="shadowed")
    hint = models.CharField(max_length=12, blank=True)
    unhappy_count = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    answered_at = models.DateTimeField(null=True, blank=True)
    rung = models.CharField(max_length=12, choices=Rung.choices, blank=True)
    reason = models.CharField(max_length=40, choices=Reason.choices, blank=True)
    intent = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=500, blank=True, help_text=_("The article cited first."))
    confidence = models.FloatField(null=True, blank=True)
    text = models.TextField(blank=True)
    citations = models.JSONField(default=list, blank=True)
    versions = models.JSONField(default=dict, blank=True)
    milliseconds = models.FloatField(null=True, blank=True)
    difference = models.CharField(max_length=16, choices=Difference.choices, blank=True)
    better = models.CharField(max_length=10, choices=Better.choices, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    marked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["candidate", "question"], name="one_shadow_a_question")]
        indexes = [
            models.Index(fields=["candidate", "answered_at"]),
            models.Index(fields=["candidate", "difference", "-id"]),
        ]

    def __str__(self) -> str:
        """Never the question: logs keep this, and outlive a customer who is erased."""
        return f"{self.question_id} → {self.difference or 'waiting'}"
