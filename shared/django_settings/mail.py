"""The server that takes what is sent by mail."""

from typing import Any

from shared import environment

# A server that does not answer must not hold up what others are to be told.
_SECONDS = 10


def mail() -> dict[str, Any]:
    return {
        "EMAIL_HOST": environment.read_str("MAIL_HOST", default="localhost"),
        "EMAIL_PORT": environment.read_int("MAIL_PORT", default=25),
        "EMAIL_HOST_USER": environment.read_str("MAIL_USER", default=""),
        "EMAIL_HOST_PASSWORD": environment.read_secret("MAIL_PASSWORD", default=""),
        "EMAIL_USE_TLS": environment.read_bool("MAIL_TLS", default=False),
        "EMAIL_TIMEOUT": _SECONDS,
        "DEFAULT_FROM_EMAIL": environment.read_str("MAIL_FROM", default="triptych@localhost"),
    }
