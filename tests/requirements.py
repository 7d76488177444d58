"""What a test may need from the machine. Absent, it skips with its reason, unless `TRIPTYCH_REQUIRE` names it."""

import os
import shutil
import socket
from pathlib import Path
from urllib.parse import urlparse

import pytest

DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
BROKER_URL = os.environ.get("TEST_BROKER_URL", "redis://127.0.0.1:6379/15")


def required() -> set[str]:
    return {name for name in os.environ.get("TRIPTYCH_REQUIRE", "").split(",") if name}


def need(name: str, *, present: bool, remedy: str) -> None:
    """Skip the test when `name` is absent here; fail it where the run insists on it."""
    if present:
        return
    if name in required():
        pytest.fail(f"{name} is required here and absent. {remedy}")
    pytest.skip(f"{name} is absent. {remedy}")


def reachable(url: str) -> bool:
    """Whether something listens at the address: a closed port answers at once."""
    parts = urlparse(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 0), timeout=1):
            return True
    except OSError:
        return False


def public_data() -> Path:
    """The folder of public data sets."""
    folder = Path(os.environ.get("TRIPTYCH_DATA", "/nonexistent"))
    need("data", present=folder.is_dir(), remedy="Set TRIPTYCH_DATA to the folder of public data sets.")
    return folder


def chromium() -> str:
    """The path of a Chromium or Chrome."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    need("browser", present=found is not None, remedy="Install Debian's package chromium.")
    return str(found)


def postgres() -> str:
    need("postgres", present=reachable(DATABASE_URL), remedy="Set TEST_DATABASE_URL to a PostgreSQL server.")
    return DATABASE_URL


def redis() -> str:
    need("broker", present=reachable(BROKER_URL), remedy="Set TEST_BROKER_URL to a Redis server.")
    return BROKER_URL
