"""Two conversations that an agent has joined, with all that is needed to part them again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Merge(models.Model):
    """`source` reads on in `target`. Messages stay where they were written; only identities move, if they were two."""

    source = models.ForeignKey("Conversation", on_delete=models.CASCADE, related_name="merges_out")
    target = models.ForeignKey("Conversation", on_delete=models.CASCADE, related_name="merges_in")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    absorbed = models.ForeignKey(
        "Visitor",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="merges",
        help_text=_("Who the source's customer was, where that was somebody else."),
    )
    moved = models.JSONField(default=dict, blank=True, help_text=_("Ids of what went over with the identity, by kind."))
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(undone_at=None), name="merged_into_one_at_a_time"
            ),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="never_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} into {self.target_id}"
