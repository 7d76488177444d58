"""Files that were taken in, whole or not at all."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shared.jobs.models import Job


class Import(models.Model):
    """One file: how many rows it brought, or everything that was wrong with it."""

    filename = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, help_text=_("events, items or users"))
    rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list, help_text=_("Objects with row, field, message and remedy."))
    job = models.OneToOneField(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.filename
