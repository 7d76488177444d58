"""A person with one role; each role may do all that the roles before it may."""

from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def check_timezone(value: str) -> None:
    if value and value not in available_timezones():
        raise ValidationError(
            _("%(value)s is not a time zone. Write one such as Europe/Berlin."), params={"value": value}
        )


class User(AbstractUser):
    class Role(models.TextChoices):
        AGENT = "agent", _("Agent")
        EDITOR = "editor", _("Editor")
        ADMIN = "admin", _("Administrator")

    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.AGENT)
    language = models.CharField(_("language"), max_length=12, blank=True, choices=settings.LANGUAGES)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[check_timezone])

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=["agent", "editor", "admin"]), name="user_role_is_known")
        ]

    def has_role(self, role: str) -> bool:
        ranks = self.Role.values
        return self.is_active and ranks.index(self.role) >= ranks.index(role)
