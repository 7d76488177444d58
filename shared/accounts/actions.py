"""What can be done to accounts."""

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse

from shared.accounts.models import User
from shared.audit import actions as audit

DEMO_PASSWORD = "demo-triptych"  # noqa: S105 - printed for everyone who runs the demo


@transaction.atomic
def save_preferences(*, user: User, language: str, timezone: str) -> None:
    user.language = language
    user.timezone = timezone
    user.save(update_fields=["language", "timezone"])


@transaction.atomic
def seed_user(*, username: str, password: str, role: str, language: str = "") -> User:
    """Create or reset one demo login, so that the printed password always works."""
    user, _ = User.objects.get_or_create(username=username)
    user.role, user.language, user.is_active = role, language, True
    user.set_password(password)
    user.save()
    audit.record(actor="system", action="user_seeded", target=user, role=role)
    return user


def seed_demo_users(*, password: str = DEMO_PASSWORD) -> dict[str, str]:
    """One login a role, named like the role; return username to password."""
    for role in User.Role.values:
        seed_user(username=role, password=password, role=role)
    return dict.fromkeys(User.Role.values, password)


def remember_language(response: HttpResponse, language: str) -> None:
    """Keep the choice where LocaleMiddleware looks, on the login page too."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
