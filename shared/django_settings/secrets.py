"""The signing key: given by the operator, or made once for a single machine."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from shared import environment

_MINIMUM_LENGTH = 32


def secret_key(*, data_dir: Path, embedded: bool) -> str:
    """Several machines must share one key, so only the embedded size may invent its own."""
    key = environment.read_secret("SECRET_KEY", default="")
    if key and len(key) < _MINIMUM_LENGTH:
        raise ImproperlyConfigured(f"SECRET_KEY needs at least {_MINIMUM_LENGTH} characters.")
    if key:
        return key
    if not embedded:
        raise ImproperlyConfigured("SECRET_KEY is not set. Set SECRET_KEY or SECRET_KEY_FILE.")
    return _kept_key(data_dir / "secret_key")


def _kept_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    candidate = path.with_name(f"{path.name}.{os.getpid()}")
    candidate.touch(mode=0o600)
    candidate.write_text(secrets.token_urlsafe(48), encoding="ascii")
    try:
        # A link never replaces: of processes that start together, one key wins and all read it.
        os.link(candidate, path)
    except FileExistsError:
        pass
    finally:
        candidate.unlink()
    return path.read_text(encoding="ascii").strip()
