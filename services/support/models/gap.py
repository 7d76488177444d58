"""What customers ask about and nobody knows: questions without an answer, gathered by subject."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Gap(models.Model):
    """One subject. How many ask about it are its questions; what came of it are its corrections."""

    words = models.JSONField(_("telling words"), default=list, blank=True)
    # As the knowledge stood when it was looked for last.
    answered = models.BooleanField(default=False)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        """Never its words: logs keep this, and outlive a customer who is erased."""
        return f"{self.pk}"


class GapQuestion(models.Model):
    """One time that somebody asked. It goes with the trace, and so with the customer."""

    gap = models.ForeignKey(Gap, on_delete=models.CASCADE, related_name="questions")
    trace = models.OneToOneField("Trace", on_delete=models.CASCADE, related_name="gap_question")
    nearness = models.FloatField(help_text=_("Cosine to the middle of the subject."))
    repeats = models.BooleanField(default=False, help_text=_("The same words stand in the subject already."))

    class Meta:
        ordering = ["gap", "-nearness", "id"]
        indexes = [models.Index(fields=["gap", "repeats", "-nearness"])]

    def __str__(self) -> str:
        return f"{self.trace_id} in {self.gap_id}"
