"""What is wrong with the articles: said twice, said otherwise elsewhere, or no longer worth citing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Finding(models.Model):
    """One thing to mend in an article. It is gone at the next check when the passages it names have changed.

    `first` is the passage of `document`, `second` that of another article; an article as a whole has neither.
    """

    class Kind(models.TextChoices):
        CONTRADICTION = "contradiction", _("Contradiction")
        DUPLICATE = "duplicate", _("Said twice")
        STALE = "stale", _("Stale")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    key = models.CharField(max_length=100, unique=True, help_text=_("The same finding has the same key at each check."))
    document = models.ForeignKey("Document", on_delete=models.CASCADE, related_name="findings")
    first = models.ForeignKey("Chunk", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("Chunk", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    weight = models.FloatField(default=0.0, help_text=_("The heaviest is listed first."))
    details = models.JSONField(default=dict, blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    dismissed_because = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-weight", "id"]
        indexes = [models.Index(fields=["kind", "-weight"])]

    def __str__(self) -> str:
        return self.key
