"""What is recommended, and what editors pin."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Item(models.Model):
    """One article or product. Events name it by `key`, and may do so before it arrives."""

    key = models.CharField(_("key"), max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    tags = models.JSONField(_("tags"), default=list)
    language = models.CharField(_("language"), max_length=12, blank=True)
    category = models.CharField(_("category"), max_length=100, blank=True, db_index=True)
    available = models.BooleanField(_("available"), default=True)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, db_index=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price__isnull=True) | models.Q(price__gte=0), name="price_is_not_negative"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.key


class Pin(models.Model):
    """An item that editors put at a place of everybody's list, for a time."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="pins")
    surface = models.CharField(_("surface"), max_length=60, blank=True, help_text=_("Empty means every surface."))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.item} at {self.position}"
