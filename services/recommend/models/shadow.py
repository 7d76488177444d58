"""Requests that a version in the shadow ranks too, without anybody being shown what it says."""

from django.db import models


class Shadowed(models.Model):
    """One request of the share that is watched. Lists of item keys, best first, are worked out a little later."""

    request = models.CharField(primary_key=True, max_length=64)
    user = models.CharField(max_length=120, db_index=True)
    surface = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(db_index=True)
    live = models.CharField(max_length=120, help_text="The version that answered.")
    shadow = models.CharField(max_length=120, help_text="The version beside it.")
    live_items = models.JSONField(null=True)
    shadow_items = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["live", "shadow", "at"])]

    def __str__(self) -> str:
        return f"{self.request}: {self.shadow} beside {self.live}"
