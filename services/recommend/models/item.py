"""What is recommended, and what editors pin."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
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
    owner = models.CharField(
        _("owner"),
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text=_("The user whose own it is: never listed for them."),
    )
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, db_index=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    # Whoever writes it says when, so that what is written together can be found by it.
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

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
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(position__gte=1), name="pin_positions_count_from_one"),
            models.CheckConstraint(
                condition=models.Q(starts_at=None)
                | models.Q(ends_at=None)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="a_pin_ends_after_it_starts",
            ),
            models.UniqueConstraint(fields=["item", "surface"], name="one_pin_an_item_and_surface"),
        ]

    def __str__(self) -> str:
        return f"{self.item} at {self.position}"

    def holds(self, *, surface: str, now: datetime) -> bool:
        """Whether it is in force there, now."""
        begun = self.starts_at is None or self.starts_at <= now
        return begun and (self.ends_at is None or self.ends_at > now) and self.surface in ("", surface)
