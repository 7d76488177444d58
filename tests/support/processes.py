"""Processes of their own on the test's database: to be killed, stopped and started again."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

from django.conf import settings as configured
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def start(code: str, *arguments: str, engine: str = "") -> subprocess.Popen[bytes]:
    """Python that is set up as a worker is. `engine` is the address of its model server, if it is to have one."""
    environment = {
        **os.environ,
        "DATABASE_URL": _database_url(),
        "DATA_DIR": str(Path(configured.MODELKIT_REGISTRY).parent),
        "MODELKIT_URL": engine,
        "DJANGO_SETTINGS_MODULE": "services.support.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "packages")]),
    }
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdin=subprocess.PIPE)


def wait_until(condition: Callable[[], bool], worker: subprocess.Popen[bytes], *, seconds: float = 60.0) -> None:
    """While the worker lives."""
    end = monotonic() + seconds
    while not condition():
        assert worker.poll() is None, "The worker ended by itself."
        assert monotonic() < end, "The condition never held."
        sleep(0.02)


def _database_url() -> str:
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    login = f"{quote(found['USER'])}:{quote(found['PASSWORD'])}".rstrip(":")
    return f"postgresql://{login}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"
