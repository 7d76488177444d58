"""A risk desk of its own for a benchmark: an empty database, and verbs of `inside` run against it."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Desk:
    """`BENCHMARK_DATABASE_URL` names an empty database of a server; without it the embedded one is used."""

    folder: Path

    @property
    def registry(self) -> str:
        return str(self.folder / "models")

    def ask(self, verb: str, *arguments: str) -> Any:
        """What the verb printed."""
        inside = [sys.executable, "-m", "tests.benchmarks.measuring.inside", verb, *arguments]
        done = subprocess.run(inside, env=self.environment(), check=True, stdout=subprocess.PIPE, text=True)
        return json.loads(done.stdout.splitlines()[-1])

    def environment(self) -> dict[str, str]:
        database = os.environ.get("BENCHMARK_DATABASE_URL", f"sqlite:///{self.folder / 'desk.sqlite3'}")
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "services.sentiment.settings",
            "DATABASE_URL": database,
            "DATA_DIR": str(self.folder),
            "MODELKIT_REGISTRY": self.registry,
            "MODELKIT_URL": "",
            "CRAWL_ALLOWED_HOSTS": "127.0.0.0/8",
            "OUTBOX_ALLOWED_HOSTS": "127.0.0.1",
        }


@contextmanager
def opened() -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        migrate = [sys.executable, "services/sentiment/manage.py", "migrate", "-v0"]
        subprocess.run(migrate, env=desk.environment(), check=True)
        yield desk
