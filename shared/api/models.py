"""Replies kept for requests that may be sent again."""

from django.db import models


class KeptReply(models.Model):
    """Unique by caller, route and key, so that of two equal requests only one does the work."""

    caller = models.CharField(max_length=120)
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, help_text="Empty while the first request is at work.")
    content_type = models.CharField(max_length=100, blank=True)
    body = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name_plural = "kept replies"
        constraints = [models.UniqueConstraint(fields=["caller", "route", "key"], name="one_reply_a_request")]

    def __str__(self) -> str:
        return f"{self.caller} {self.route} {self.key}"
