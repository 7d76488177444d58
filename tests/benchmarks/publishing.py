"""Publish → webhook: from the moment a feed lists bad news to the signed webhook about it, two cores

500 sites on loopback, each with a feed polled every 60 s. After every feed was read once, bad news about companies
appears at random moments in random feeds, one company each, for `SECONDS`. The service's own worker with its beat,
started as in the Procfile, crawls, judges with models of MiniLM's size in its own process, evaluates a threshold rule,
and delivers to a receiver that verifies the signature. The sites share the two cores. `FEEDS=500 SECONDS=180`.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook

from services.sentiment.sample.press.writing import Piece
from tests.benchmarks.measuring import desk, newsstand
from tests.benchmarks.measuring.machine import keep_two_cores
from tests.benchmarks.measuring.percentiles import percentile
from tests.benchmarks.measuring.tables import print_table

FEEDS, SECONDS = int(os.environ.get("FEEDS", "100")), int(os.environ.get("SECONDS", "60"))
_EVERY = 2.0
_ITEMS = 1
# Nobody waits longer than this for the first round of all feeds, or for the last webhook.
_PATIENCE = 120
_FIRST = ("Alder", "Birch", "Cedar", "Dorn", "Elm", "Fern", "Gorse", "Hazel", "Iris", "Juniper", "Kelp", "Larch")
_SECOND = ("bank", "cape", "dale", "ford", "gate", "holm", "mere", "port", "ridge", "stead", "vale", "wick")
COMPANIES = [f"{first}{second}" for first in _FIRST for second in _SECOND]


def main() -> None:
    keep_two_cores()
    chance = random.Random(60)
    count = min(round(SECONDS / _EVERY), len(COMPANIES))
    told: dict[str, float] = {}
    with newsstand.opened(items=_ITEMS) as stand, desk.opened() as place, _receiver(told) as (url, secret):
        made = place.ask("publishing", place.registry, str(stand.port), str(FEEDS), url, *COMPANIES[:count])
        secret.append(made["secret"])
        with _worker(place):
            warm = _wait(lambda: len({one.host for one in stand.seen if one.path != "/robots.txt"}) == FEEDS)
            before = len(stand.seen)
            published = _publish(stand, COMPANIES[:count], chance)
            polls = sum(one.path == "/feed.rss" for one in stand.seen[before:])
            _wait(lambda: published.keys() <= told.keys())
    waited = [told[name] - at for name, at in published.items() if name in told]
    half, most = (percentile(waited, share) for share in (0.5, 0.95))
    rows = [
        ["feeds; seconds until each was read once", f"{FEEDS}; {warm:.0f}"],
        ["polls a minute while publishing", f"{60 * polls / SECONDS:.0f}"],
        ["published; told by a verified webhook", f"{len(published)}; {len(waited)}"],
        ["p50", f"{half.value:.0f} s [{half.low:.0f}, {half.high:.0f}]"],
        ["p95", f"{most.value:.0f} s [{most.low:.0f}, {most.high:.0f}]"],
        ["longest", f"{max(waited, default=0):.0f} s"],
    ]
    print_table(["figure", "value"], rows)
    assert len(waited) == len(published)


def _publish(stand: newsstand.Newsstand, companies: Sequence[str], chance: random.Random) -> dict[str, float]:
    """When each company's news was listed; the moments are drawn evenly over the time."""
    began, at = time.monotonic(), {}
    for company, moment in zip(companies, sorted(chance.uniform(0, SECONDS) for _ in companies), strict=True):
        time.sleep(max(began + moment - time.monotonic(), 0))
        host = chance.choice(newsstand.hosts(FEEDS))
        # An alert's label is the company's name in small letters.
        at[company.lower()] = time.monotonic()
        stand.publish(host, _bad_news(company, stand.news(host)[0]))
    time.sleep(max(began + SECONDS - time.monotonic(), 0))
    return at


def _bad_news(company: str, other: Piece) -> Piece:
    """Its own words in front of an ordinary article's."""
    text = f"{company} lost stolen money, a bad loss.\n{other.text}"
    return Piece(company, other.outlet, f"{company} lost stolen money", text, datetime.now(UTC))


def _wait(done: Callable[[], bool]) -> float:
    """Seconds until it was so, or the patience is over."""
    began = time.monotonic()
    while not done() and time.monotonic() < began + _PATIENCE:
        time.sleep(0.2)
    return time.monotonic() - began


@contextmanager
def _worker(place: desk.Desk) -> Iterator[None]:
    """As the Procfile starts it."""
    celery = [sys.executable, "-m", "celery", "--app", "services.sentiment.celery", "worker", "--beat"]
    told = ["--schedule", str(place.folder / "beat"), "--pool", "threads", "--concurrency", "6"]
    with subprocess.Popen([*celery, *told, "--loglevel", "WARNING"], env=place.environment()) as worker:
        try:
            yield
        finally:
            worker.terminate()


@contextmanager
def _receiver(told: dict[str, float]) -> Iterator[tuple[str, list[str]]]:
    """Notes when each company was first named by a message whose signature holds."""
    secret: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            at = time.monotonic()
            body = self.rfile.read(int(self.headers["Content-Length"]))
            Webhook(secret[0]).verify(body, dict(self.headers.items()))
            for alert in json.loads(body)["alerts"]:
                told.setdefault(alert["labels"]["entity"], at)
            self.send_response(204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", secret
    finally:
        server.shutdown()
        server.server_close()
