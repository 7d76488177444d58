"""Passwords, and what counts as this machine."""

from collections.abc import Iterable

_LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}


def are_loopback(hosts: Iterable[str]) -> bool:
    """True where every host is this machine, which is the one place where plain HTTP is fair."""
    return all(host in _LOOPBACK for host in hosts)


def password_hashers() -> list[str]:
    return [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]


def password_validators() -> list[dict[str, str]]:
    base = "django.contrib.auth.password_validation"
    names = (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
    return [{"NAME": f"{base}.{name}"} for name in names]
