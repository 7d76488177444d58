"""What is known of a user beside events."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Profile(models.Model):
    """Optional: users without one are recommended to all the same."""

    user = models.CharField(_("user"), max_length=120, unique=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    attributes = models.JSONField(_("attributes"), default=dict)
    flagged_at = models.DateTimeField(
        _("flagged"),
        null=True,
        blank=True,
        help_text=_("Sent more events in a day than people do: no model learns them."),
    )
    cleared_at = models.DateTimeField(
        _("cleared"),
        null=True,
        blank=True,
        help_text=_("Somebody said that this is no machine: it is flagged no more."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(flagged_at=None) | models.Q(cleared_at=None), name="a_machine_is_not_cleared"
            )
        ]
        indexes = [models.Index(fields=["user"], condition=models.Q(flagged_at__isnull=False), name="machines_are_few")]

    def __str__(self) -> str:
        return self.user
