"""The recommend service with a database and folders of its own: commands, and a web process that can be killed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from infra.launch.layout import ROOT
from infra.launch.ports import free_port_base
from tests.end_to_end.servers import own_database

_KEY = """
import sys, django; django.setup()
from shared.accounts.models import User
from shared.api_keys.actions import issue_key
user, _made = User.objects.get_or_create(username="sender", defaults={"role": "admin"})
print(issue_key(name="sender", scopes=sys.argv[1:], created_by=user)[1])
"""


@dataclass(frozen=True)
class House:
    """One installation."""

    database: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'packages'}",
            "DJANGO_SETTINGS_MODULE": "services.recommend.settings",
            "DATABASE_URL": self.database,
            "DATA_DIR": str(self.folder),
            "SECRET_KEY": "benchmarks-sign-nothing-that-matters-0123456789",
            "LOG_FORMAT": "json",
        }

    def manage(self, *words: str) -> list[str]:
        return [sys.executable, str(ROOT / "services" / "recommend" / "manage.py"), *words]

    def run(self, *command: str) -> str:
        """What the command prints."""
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        return done.stdout.decode()

    def python(self, code: str, *arguments: str) -> str:
        """What a few lines print, run inside the service."""
        return self.run(sys.executable, "-c", code, *arguments)

    def key(self, *scopes: str) -> str:
        return self.python(_KEY, *scopes).split()[-1]

    @contextmanager
    def serving(self, *, workers: int = 1) -> Iterator["Server"]:
        server = Server(self, workers=workers)
        try:
            yield server
        finally:
            server.kill()


class Server:
    """The web processes: one, which can be killed and started again, or several."""

    def __init__(self, house: House, *, workers: int = 1) -> None:
        port = free_port_base()
        self.environment, self.url = house.environment, f"http://127.0.0.1:{port}"
        self.command = [sys.executable, "-m", "uvicorn", "services.recommend.asgi:application", "--port", str(port)]
        self.workers = workers
        self.start()

    def start(self) -> None:
        several = ["--workers", str(self.workers)] if self.workers > 1 else []
        quiet = [*self.command, *several, "--no-access-log", "--log-level", "warning"]
        self.process = subprocess.Popen(
            quiet, env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while not _is_well(self.url):
            time.sleep(0.1)

    def kill(self) -> None:
        # One that leads others takes them along.
        self.process.send_signal(signal.SIGKILL if self.workers == 1 else signal.SIGTERM)
        self.process.wait()


@contextmanager
def house(server: str = "") -> Iterator[House]:
    """On a fresh database of a PostgreSQL server, or else on SQLite; both go afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        if not server:
            yield _migrated(House(f"sqlite:///{folder}/recommend.sqlite3", Path(folder)))
            return
        with own_database(server) as database:
            yield _migrated(House(database, Path(folder)))


def _migrated(found: House) -> House:
    found.run(*found.manage("migrate", "-v0"))
    return found


def _is_well(url: str) -> bool:
    try:
        return httpx.get(f"{url}/livez", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False
