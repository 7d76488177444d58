"""Lists online: 200 requests a second in an open loop over HTTP, out of 100,000 items, and an event to the next list

`ITEMS=100000 RATE=200 SECONDS=30`. Two web processes, PostgreSQL and the asking process share two cores. Items change
all the while, so that the shelf is read again under load. Two figures of candidates say what the speed costs: how much
of the exact first ten is found, for users with a history.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from infra.launch.ports import free_port_base
from tests import requirements
from tests.benchmarks.measuring import machine, open_loop
from tests.benchmarks.measuring.percentiles import percentile
from tests.benchmarks.measuring.tables import print_table
from tests.end_to_end.servers import own_database

ITEMS = int(os.environ.get("ITEMS", "100000"))
RATE, SECONDS = float(os.environ.get("RATE", "200")), float(os.environ.get("SECONDS", "30"))
USERS, WORKERS, ASKED = 20_000, 2, 40
_FILL = "from tests.benchmarks.measuring.inside import shelves; shelves.fill({items}, {users})"
_EXACT = "from tests.benchmarks.measuring.inside import shelves; shelves.compare({users})"


@dataclass(frozen=True)
class Place:
    """Where the service answers, and the key it is asked with."""

    url: str
    headers: dict[str, str]


def main() -> None:
    machine.keep_two_cores()
    with _database() as environment, tempfile.TemporaryDirectory() as folder:
        environment |= {"DATA_DIR": folder}
        key = _inside(environment, _FILL.format(items=ITEMS, users=USERS)).split()[-1]
        with _web(environment, key) as place:
            _warm(place)
            stop = threading.Event()
            changing = threading.Thread(target=_change_items, args=(place, stop))
            changing.start()
            load = asyncio.run(_load(place))
            waits = [_next_list(place, number) for number in range(ASKED)]
            stop.set()
            changing.join()
        found = json.loads(_inside(environment, _EXACT.format(users=300)).splitlines()[-1])
    _print(load, waits, found)


def _print(load: open_loop.Load, waits: list[float], found: dict[str, float]) -> None:
    times = load.times("200")
    cells = [
        f"{1000 * percentile(times, share).value:.0f} ms ({1000 * percentile(times, share).low:.0f}–"
        f"{1000 * percentile(times, share).high:.0f})"
        for share in (0.5, 0.95, 0.99)
    ]
    others = {kind: count for kind, count in load.counts().items() if kind != "200"}
    print_table(
        ["rate", "answered", "p50", "p95", "p99", "not answered"],
        [[f"{RATE:.0f}/s", f"{len(times):,}", *cells, str(others or "none")]],
    )
    ordered = sorted(waits)
    print(
        f"\nEvent to the next list, {ASKED} users under changing items: "
        f"p50 {1000 * ordered[len(ordered) // 2]:.0f} ms, longest {1000 * ordered[-1]:.0f} ms."
    )
    print(
        f"Of the exact first ten, {100 * found['recall']:.1f} % are found; "
        f"{100 * found['same']:.1f} % of {found['users']:.0f} lists are the same to the letter."
    )


async def _load(place: Place) -> open_loop.Load:
    async def send(client: httpx.AsyncClient, user: str) -> str:
        reply = await client.get(f"/api/users/{user}/recommendations?n=20&surface=home", headers=place.headers)
        return str(reply.status_code)

    asked = [f"user-{(7919 * number) % USERS:05d}" for number in range(int(RATE * SECONDS * 2) + 20)]
    return await open_loop.hold(RATE, seconds=SECONDS, questions=asked, send=send, base_url=place.url, seed=1)


def _next_list(place: Place, number: int) -> float:
    """Seconds from sending a click to the first list without the clicked item, which stood first."""
    user = f"user-{number:05d}"
    with httpx.Client(base_url=place.url, headers=place.headers, timeout=10) as client:
        first = _items(client, user)[0]
        event = {"id": f"click-{number}", "user": user, "item": first, "kind": "click", "at": _now()}
        began = time.monotonic()
        assert client.post("/api/events", json=event).json()["new"] == 1
        while first in _items(client, user):
            assert time.monotonic() - began < 30, "the event never showed"
        return time.monotonic() - began


def _items(client: httpx.Client, user: str) -> list[str]:
    return [one["item"] for one in client.get(f"/api/users/{user}/recommendations?n=20").json()["items"]]


def _change_items(place: Place, stop: threading.Event) -> None:
    """A price or a title every second, as a shop sends them."""
    number = 0
    with httpx.Client(base_url=place.url, headers=place.headers, timeout=30) as client:
        while not stop.wait(1.0):
            row = {
                "key": f"item-{number:06d}",
                "title": f"Changed {number}",
                "category": "section-01",
                "language": "en",
            }
            client.put("/api/items", json={"rows": [row]}).raise_for_status()
            number += 1


def _warm(place: Place) -> None:
    """Each process reads the shelf at its first request; connections go to both."""
    for number in range(60):
        reply = httpx.get(
            f"{place.url}/api/users/user-{number:05d}/recommendations", headers=place.headers, timeout=300
        )
        reply.raise_for_status()


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    base = {
        **os.environ,
        "PYTHONPATH": f".{os.pathsep}packages",
        "DJANGO_SETTINGS_MODULE": "services.recommend.settings",
        "SECRET_KEY": "benchmarks-sign-nothing-that-matters-0123456789",
        "LOG_FORMAT": "json",
        "OMP_NUM_THREADS": "1",
    }
    if requirements.reachable(requirements.DATABASE_URL):
        with own_database(requirements.DATABASE_URL) as database:
            yield base | {"DATABASE_URL": database}
    else:
        print("No PostgreSQL (set TEST_DATABASE_URL): on SQLite.\n")
        yield base


def _inside(environment: dict[str, str], code: str) -> str:
    manage = [sys.executable, str(Path("services/recommend/manage.py")), "migrate", "-v0"]
    subprocess.run(manage, env=environment, check=True)
    command = [sys.executable, "-c", f"import django; django.setup(); {code}"]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


@contextmanager
def _web(environment: dict[str, str], key: str) -> Iterator[Place]:
    port = free_port_base()
    command = [sys.executable, "-m", "uvicorn", "services.recommend.asgi:application", "--port", str(port)]
    command += ["--workers", str(WORKERS), "--no-access-log", "--log-level", "warning"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        place = Place(f"http://127.0.0.1:{port}", {"Authorization": f"Bearer {key}"})
        while not _is_well(place.url):
            assert process.poll() is None, "the web server did not start"
            time.sleep(0.2)
        yield place
    finally:
        process.terminate()
        process.wait()


def _is_well(url: str) -> bool:
    try:
        return httpx.get(f"{url}/livez", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


if __name__ == "__main__":
    main()
