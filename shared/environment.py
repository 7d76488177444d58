"""Typed readers of environment variables. A setting that is wrong stops the process, with a remedy."""

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}
_seen: set[str] = set()


def names_read() -> frozenset[str]:
    """Every variable asked for so far; the test of `.env.example` compares the two."""
    return frozenset(_seen)


def load_file(path: Path) -> None:
    """Take `KEY=value` lines as defaults: the real environment always wins."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.strip().partition("=")
        if separator and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def read_str(name: str, *, default: str | None = None) -> str:
    _seen.add(name)
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment or in .env.")
    return default


def read_bool(name: str, *, default: bool) -> bool:
    value = read_str(name, default=str(default)).lower()
    if value not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name} is {value!r}; write true or false.")
    return value in _TRUE


def read_int(name: str, *, default: int) -> int:
    value = read_str(name, default=str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.") from None


def read_choice(name: str, *, choices: Sequence[str], default: str) -> str:
    value = read_str(name, default=default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(choices)}.")
    return value


def read_list(name: str, *, default: Sequence[str] = ()) -> list[str]:
    """Comma-separated values; blanks around them are dropped."""
    value = read_str(name, default=",".join(default))
    return [part.strip() for part in value.split(",") if part.strip()]


def read_url(name: str, *, schemes: Sequence[str], default: str = "") -> str:
    """Return the URL without a closing slash, or the default where the variable is empty."""
    value = read_str(name, default=default)
    if value and urlsplit(value).scheme not in schemes:
        wanted = ", ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} must start with one of {wanted}")
    return value.rstrip("/") if value.startswith("http") else value


def read_path(name: str, *, default: Path) -> Path:
    return Path(read_str(name, default=str(default))).expanduser().resolve()


def read_secret(name: str, *, default: str | None = None) -> str:
    """Read NAME, or the file that NAME_FILE points to (Docker and Kubernetes mount secrets as files)."""
    file = read_str(f"{name}_FILE", default="")
    if not file:
        return read_str(name, default=default)
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE points to {file}, which cannot be read: {error}") from None
