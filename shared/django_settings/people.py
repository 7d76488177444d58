"""Who may come in, and by which cookies."""

from typing import Any

from shared import environment
from shared.django_settings.security import are_loopback, password_hashers, password_validators

_YEAR = 31_536_000


def people(service: str) -> dict[str, Any]:
    hosts = environment.read_list("ALLOWED_HOSTS", default=("localhost", "127.0.0.1", "[::1]"))
    secure = environment.read_bool("SECURE_COOKIES", default=not are_loopback(hosts))
    return {
        "ALLOWED_HOSTS": hosts,
        "CSRF_TRUSTED_ORIGINS": environment.read_list("CSRF_TRUSTED_ORIGINS"),
        "METRICS_NETWORKS": environment.read_list("METRICS_NETWORKS", default=("127.0.0.0/8", "::1/128")),
        "SECURE_COOKIES": secure,
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_SECURE": secure,
        "LANGUAGE_COOKIE_SECURE": secure,
        "SESSION_COOKIE_NAME": f"{service}_session",
        "CSRF_COOKIE_NAME": f"{service}_csrf",
        "SECURE_HSTS_SECONDS": _YEAR if secure else 0,
        "SECURE_REFERRER_POLICY": "strict-origin-when-cross-origin",
        # Our own middleware sends X-Frame-Options, because a widget may be framed and nothing else.
        "SILENCED_SYSTEM_CHECKS": ["security.W002"],
        "AUTH_USER_MODEL": "accounts.User",
        "PASSWORD_HASHERS": password_hashers(),
        "AUTH_PASSWORD_VALIDATORS": password_validators(),
        "LOGIN_URL": "accounts:login",
        "LOGIN_REDIRECT_URL": "/",
        "LOGOUT_REDIRECT_URL": "/",
    }
