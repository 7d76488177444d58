"""Events in: bulk NDJSON over HTTP into PostgreSQL, durable, with the server killed on the way

`EVENTS=500000` bodies of 5,000 events are sent by two senders to one web process. Halfway the process is killed with
SIGKILL and started again; senders send again what was not answered. Every event must be there once.
"""

import json
import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg

from tests import requirements
from tests.benchmarks.measuring.recommending import Server, house
from tests.benchmarks.measuring.tables import print_table

EVENTS = int(os.environ.get("EVENTS", "200000"))
_BODY, _SENDERS = 5_000, 2


def main() -> None:
    if not requirements.reachable(requirements.DATABASE_URL):
        print("Left out: it needs a PostgreSQL server; set TEST_DATABASE_URL.")
        return
    bodies = list(_bodies())
    rows = []
    for kill in (False, True):
        with house(requirements.DATABASE_URL) as here, here.serving() as server:
            key, database = here.key("events:write"), here.database
            began = time.monotonic()
            with ThreadPoolExecutor(_SENDERS + 1) as pool:
                sent = [pool.submit(_send, server, key, bodies[number::_SENDERS]) for number in range(_SENDERS)]
                if kill:
                    _kill_halfway(server, database)
                again = sum(one.result() for one in sent)
            seconds = time.monotonic() - began
            kept = _count(database)
        name = "with a SIGKILL halfway" if kill else "undisturbed"
        rows.append([name, f"{EVENTS / seconds:,.0f}", f"{seconds:.1f}", str(again), f"{EVENTS - kept:,}"])
    print_table(["run", "events/s", "seconds", "bodies sent again", "lost"], rows)


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


if __name__ == "__main__":
    main()
