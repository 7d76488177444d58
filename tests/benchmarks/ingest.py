"""Events in: bulk NDJSON over HTTP into PostgreSQL, durable, with the server killed on the way

`EVENTS=500000` bodies of 5,000 events are sent by two senders to one web process. Halfway the process is killed with
SIGKILL and started again; senders send again what was not answered. Every event must be there once.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg

from infra.launch.ports import free_port_base
from tests import requirements
from tests.benchmarks.measuring.tables import print_table
from tests.end_to_end.servers import own_database

EVENTS = int(os.environ.get("EVENTS", "200000"))
_BODY, _SENDERS = 5_000, 2
_KEY = """
import django; django.setup()
from shared.accounts.models import User
from shared.api_keys.actions import issue_key
user = User.objects.create_user(username="sender", password=None, role="admin")
print(issue_key(name="sender", scopes=["events:write"], created_by=user)[1])
"""


class Server:
    """One web process that can be killed and started again."""

    def __init__(self, environment: dict[str, str], port: int) -> None:
        self.environment, self.url = environment, f"http://127.0.0.1:{port}"
        self.command = [sys.executable, "-m", "uvicorn", "services.recommend.asgi:application", "--port", str(port)]
        self.start()

    def start(self) -> None:
        quiet = [*self.command, "--no-access-log", "--log-level", "warning"]
        self.process = subprocess.Popen(
            quiet, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while not _is_well(self.url):
            time.sleep(0.1)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def main() -> None:
    if not requirements.reachable(requirements.DATABASE_URL):
        print("Left out: it needs a PostgreSQL server; set TEST_DATABASE_URL.")
        return
    bodies = list(_bodies())
    rows = []
    for kill in (False, True):
        with _service() as (server, key, database):
            began = time.monotonic()
            with ThreadPoolExecutor(_SENDERS + 1) as pool:
                sent = [pool.submit(_send, server, key, bodies[number::_SENDERS]) for number in range(_SENDERS)]
                if kill:
                    _kill_halfway(server, database)
                again = sum(one.result() for one in sent)
            seconds = time.monotonic() - began
            kept = _count(database)
            server.kill()
        name = "with a SIGKILL halfway" if kill else "undisturbed"
        rows.append([name, f"{EVENTS / seconds:,.0f}", f"{seconds:.1f}", str(again), f"{EVENTS - kept:,}"])
    print_table(["run", "events/s", "seconds", "bodies sent again", "lost"], rows)


@contextmanager
def _service() -> Iterator[tuple[Server, str, str]]:
    with own_database(requirements.DATABASE_URL) as database, tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "PYTHONPATH": f".{os.pathsep}packages",
            "DJANGO_SETTINGS_MODULE": "services.recommend.settings",
            "DATABASE_URL": database,
            "DATA_DIR": folder,
            "SECRET_KEY": "benchmarks-sign-nothing-that-matters-0123456789",
            "LOG_FORMAT": "json",
        }
        manage = [sys.executable, str(Path("services/recommend/manage.py")), "migrate", "-v0"]
        subprocess.run(manage, env=environment, check=True)
        key = subprocess.run([sys.executable, "-c", _KEY], env=environment, check=True, capture_output=True, text=True)
        yield Server(environment, free_port_base()), key.stdout.split()[-1], database


def _bodies() -> Iterator[bytes]:
    rng = random.Random(1)
    kinds = ["browse", "click", "click", "like", "purchase"]
    for start in range(0, EVENTS, _BODY):
        lines = [
            json.dumps(
                {
                    "id": f"event-{number}",
                    "user": f"user-{rng.randint(1, 50_000)}",
                    "item": f"item-{rng.randint(1, 20_000)}",
                    "kind": rng.choice(kinds),
                    "at": f"2026-03-{rng.randint(1, 28):02d}T{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:00Z",
                    "surface": "home",
                }
            )
            for number in range(start, min(start + _BODY, EVENTS))
        ]
        yield "\n".join(lines).encode()


def _send(server: Server, key: str, bodies: list[bytes]) -> int:
    """Until each body is answered; how often one had to be sent again."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
    again = 0
    for body in bodies:
        while not _is_taken(server.url, body, headers):
            again += 1
            time.sleep(0.2)
    return again


def _is_taken(url: str, body: bytes, headers: dict[str, str]) -> bool:
    try:
        reply = httpx.post(f"{url}/api/events", content=body, headers=headers, timeout=60)
    except httpx.HTTPError:
        return False
    if reply.status_code not in (200, 429):
        raise AssertionError(reply.text)
    return reply.status_code == 200


def _kill_halfway(server: Server, database: str) -> None:
    while _count(database) < EVENTS // 2:
        time.sleep(0.02)
    server.kill()
    server.start()


def _count(database: str) -> int:
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT count(*) FROM recommend_event").fetchone()
    return int(row[0]) if row else 0


def _is_well(url: str) -> bool:
    try:
        return httpx.get(f"{url}/livez", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    main()
