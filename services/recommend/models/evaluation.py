"""What was measured offline, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Evaluation(models.Model):
    """One protocol's figures: in rolling time `{name: {metric: {"value", "low", "high"}}}` by slice."""

    ROLLING, OFF_POLICY = "rolling-time", "off-policy"

    protocol = models.CharField(max_length=20)
    model_version = models.CharField(max_length=120, blank=True)
    users = models.PositiveIntegerField(default=0)
    results = models.JSONField(default=dict)
    notes = models.JSONField(default=list, help_text=_("What the reader should know: leaks found, slices too small."))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.protocol} {self.created_at:%Y-%m-%d}"
