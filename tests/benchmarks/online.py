"""One user's list over HTTP at a rate that does not wait: 100,000 items, 200 requests a second

Requests leave at their appointed times, so that a stall is paid for by every request it delays; users are drawn anew
for each. Meanwhile some click the first item of their list and ask again: the time from sending the click to having
a list that knows of it. Server, database and load share the machine; what a request takes of a core is told beside it.
`RATE=200 SECONDS=60 ITEMS=100000 USERS=5000 WORKERS=1`; `DATABASE=sqlite` takes the embedded database where a
PostgreSQL is reachable.
"""

import asyncio
import os
import sys
import time
from uuid import uuid4

import httpx
import numpy as np

from tests import requirements
from tests.benchmarks.measuring import open_loop
from tests.benchmarks.measuring.percentiles import percentile
from tests.benchmarks.measuring.plain_http import PlainHttp
from tests.benchmarks.measuring.processor import seconds_of
from tests.benchmarks.measuring.recommending import house
from tests.benchmarks.measuring.tables import milliseconds, print_table
from tests.benchmarks.measuring.warehouse import user_key

RATE = float(os.environ.get("RATE", "200"))
SECONDS = float(os.environ.get("SECONDS", "60"))
ITEMS = int(os.environ.get("ITEMS", "100000"))
USERS = int(os.environ.get("USERS", "5000"))
WORKERS = int(os.environ.get("WORKERS", "1"))
_WARM_SECONDS = 15.0
_READY_SECONDS, _CLICKS_APART = 0.3, 0.5


def main() -> None:
    postgres = os.environ.get("DATABASE") != "sqlite" and requirements.reachable(requirements.DATABASE_URL)
    with house(requirements.DATABASE_URL if postgres else "") as here:
        here.run(sys.executable, "-m", "tests.benchmarks.measuring.warehouse", str(ITEMS), str(USERS))
        key = here.key("recommendations:read", "events:write")
        with here.serving(workers=WORKERS) as server:
            asyncio.run(_wait_until_ready(server.url, key))
            asyncio.run(_load(server.url, key, _WARM_SECONDS, seed=1))
            served, spent = seconds_of(server.process.pid), time.process_time()
            load, knowing = asyncio.run(_load(server.url, key, SECONDS, seed=2))
            served, spent = seconds_of(server.process.pid) - served, time.process_time() - spent
            assert server.process.poll() is None, "the web process ended"
    times = load.times("200")
    rows = [
        ["database, web processes", f"{'PostgreSQL' if postgres else 'SQLite'}, {WORKERS}"],
        ["requests, answered with 200", f"{len(load.outcomes):,}, {len(times):,}"],
        ["a second", f"{load.per_second('200'):.0f}"],
        *_times("a list", times),
        *_times("from a click to a list that knows it", knowing),
        ["clicks", str(len(knowing))],
        ["CPU a request, web processes", f"{1000 * served / len(load.outcomes):.1f} ms"],
        ["CPU a request, load", f"{1000 * spent / len(load.outcomes):.1f} ms"],
    ]
    print_table([f"{ITEMS:,} items, {RATE:.0f} requests a second", "value"], rows)
    if other := {kind: count for kind, count in load.counts().items() if kind != "200"}:
        print(f"\nothers: {other}")


def _times(name: str, seconds: list[float]) -> list[list[str]]:
    return [[f"{name}, p{100 * share:.0f}", milliseconds(percentile(seconds, share))] for share in (0.5, 0.95, 0.99)]


async def _wait_until_ready(url: str, key: str) -> None:
    """Each web process reads the catalogue at its first request."""
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=300) as http:
        slowest = 1.0
        while slowest > _READY_SECONDS:
            began = time.perf_counter()
            await asyncio.gather(*(http.get(f"/api/users/{user_key(one)}/recommendations") for one in range(8)))
            slowest = time.perf_counter() - began


async def _load(url: str, key: str, seconds: float, *, seed: int) -> tuple[open_loop.Load, list[float]]:
    users = [user_key(int(one)) for one in np.random.default_rng(seed).integers(0, USERS, int(RATE * seconds * 2) + 20)]
    done = asyncio.Event()
    clicking = asyncio.create_task(_click(url, key, users[::-1], done))
    async with PlainHttp(url, key=key) as http:
        send = _asking(http)
        load = await open_loop.hold(RATE, seconds=seconds, questions=users, send=send, base_url=url, seed=seed)
    done.set()
    return load, await clicking


def _asking(plain: PlainHttp) -> open_loop.Send:
    async def ask(_http: httpx.AsyncClient, user: str) -> str:
        try:
            return str(await plain.status(f"/api/users/{user}/recommendations"))
        except OSError as error:
            # A timeout is one, too.
            return type(error).__name__

    return ask


async def _click(url: str, key: str, users: list[str], done: asyncio.Event) -> list[float]:
    found = []
    headers = {"Authorization": f"Bearer {key}"}
    # The server closes what is idle for five seconds; a client must not send on it at that moment.
    limits = httpx.Limits(keepalive_expiry=2.0)
    timeout = open_loop.TIMEOUT_SECONDS
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=timeout, limits=limits) as http:
        for user in users:
            if done.is_set():
                break
            try:
                found.append(await _know(http, user))
            except httpx.HTTPError:
                # As long as anybody would wait.
                found.append(open_loop.TIMEOUT_SECONDS)
            await asyncio.sleep(_CLICKS_APART)
    return found


async def _know(http: httpx.AsyncClient, user: str) -> float:
    """Seconds until a list leaves out what was clicked, since what a user knows is never listed."""
    path = f"/api/users/{user}/recommendations"
    first = (await http.get(path)).raise_for_status().json()["items"][0]["item"]
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    event = {"id": uuid4().hex, "user": user, "item": first, "kind": "click", "at": at}
    began = time.perf_counter()
    (await http.post("/api/events", json=event)).raise_for_status()
    while True:
        listed = (await http.get(path)).raise_for_status().json()["items"]
        if first not in {one["item"] for one in listed}:
            return time.perf_counter() - began


if __name__ == "__main__":
    main()
