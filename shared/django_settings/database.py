"""DATABASE_URL to Django's DATABASES: SQLite for one machine, PostgreSQL for a server."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# WAL lets readers go on while one process writes; NORMAL is durable enough under WAL; foreign keys are Django's.
_SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;"
_BUSY_SECONDS = 20
# Over a connection that stays, a statement asked so often is planned once and for all. Those that the ORM puts together
# are not: see `shared.compiled`.
_ASKED_OFTEN = 5


def databases(url: str, *, password: str = "", keep: int = 0) -> dict[str, dict[str, Any]]:
    """Parse `sqlite:///relative`, `sqlite:////absolute` or `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {"default": {**_sqlite(Path(unquote(parts.path.removeprefix("/")))), "CONN_MAX_AGE": keep}}
    if parts.scheme in {"postgres", "postgresql"}:
        return {"default": {**_postgresql(url, password, keep), "CONN_MAX_AGE": keep}}
    raise ImproperlyConfigured("DATABASE_URL must start with sqlite:/// or postgresql://")


def is_embedded(url: str) -> bool:
    return url.startswith("sqlite:")


def _sqlite(path: Path) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            # A transaction that reads first and writes later would fail at once with "database is locked";
            # IMMEDIATE queues it behind the writer instead, for as long as the timeout.
            "transaction_mode": "IMMEDIATE",
            "timeout": _BUSY_SECONDS,
            "init_command": _SQLITE_PRAGMAS,
        },
        # In-memory test databases cannot be shared between connections; a file behaves as production does.
        "TEST": {"NAME": str(path.with_name(f"test_{path.name}"))},
    }


def _postgresql(url: str, password: str, keep: int) -> dict[str, Any]:
    parts, prepared = urlsplit(url), {"prepare_threshold": _ASKED_OFTEN} if keep else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or password),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {**prepared, **dict(parse_qsl(parts.query))},
        "CONN_HEALTH_CHECKS": True,
    }
