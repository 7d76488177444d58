"""Why an answer was given: what each rung of the ladder saw and decided."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.support.models.choices import Reason, Rung


class Trace(models.Model):
    """One run of the ladder over one masked question."""

    question = models.ForeignKey("Message", null=True, blank=True, on_delete=models.CASCADE, related_name="traces")
    answer = models.OneToOneField("Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="trace")
    text = models.TextField(_("masked question, with the context that was used"))
    language = models.CharField(max_length=12)
    rung = models.CharField(max_length=12, choices=Rung.choices)
    reason = models.CharField(max_length=40, choices=Reason.choices)
    intent = models.CharField(max_length=100, blank=True)
    confidence = models.FloatField(null=True, help_text=_("The final score that the threshold acted on."))
    steps = models.JSONField(default=list, help_text=_("Objects with step, milliseconds, and what was seen."))
    versions = models.JSONField(default=dict, help_text=_("Models, index and policy that were in force."))
    milliseconds = models.FloatField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["rung", "created_at"])]

    def __str__(self) -> str:
        return f"{self.rung}: {self.reason}"
