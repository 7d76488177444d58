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
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user"]

    def __str__(self) -> str:
        return self.user
