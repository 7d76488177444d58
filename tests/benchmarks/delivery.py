"""Delivery under faults: webhooks to a receiver that fails while the sending process is killed again and again

Every message must be taken at least once, and whatever is taken twice must carry the same `webhook-id`. The receiver
answers one request in ten with 500, 429, a reset or silence. `ALERTS=10000 KILLS=50` is the full run.

No sender can avoid every repetition: what the receiver took just before the kill, and had not answered yet, is sent
again by anybody who loses nothing. How many those were, and how long before the kill the others were taken, is shown.
`GAP=0` takes the sender's pace away.
"""

import json
import math
import os
import random
import signal
import socketserver
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from standardwebhooks import Webhook, WebhookVerificationError

from tests.benchmarks.measuring.tables import print_table

ALERTS = int(os.environ.get("ALERTS", "1000"))
KILLS = int(os.environ.get("KILLS", "10"))
_ENDPOINTS = 8
_LIMIT_SECONDS = 1800
_GAP = [os.environ["GAP"]] if "GAP" in os.environ else []

# Leases and waits are shortened, so that minutes show what takes days; the code is the same.
_WORKER = """
import sys, django; from datetime import timedelta; django.setup()
from shared.outbox import schedule, delivering
from shared.outbox.delivering import rounds
schedule.WAITS = tuple([0.2] * 60)
rounds.GAP = float(sys.argv[1]) if len(sys.argv) > 1 else rounds.GAP
while True:
    if not delivering.deliver_due(lease=timedelta(seconds=8), seconds=2.0): __import__("time").sleep(0.1)
"""
_FILL = """
import json, sys, django; django.setup()
from shared.outbox import actions
made = [actions.create_endpoint(name=f"e{n}", kind="webhook", address=sys.argv[1]) for n in range(int(sys.argv[2]))]
for n in range(int(sys.argv[3])):
    actions.enqueue(endpoints=[made[n % len(made)][0]], kind="alerts", body={"number": n})
print(json.dumps([shown.secret for _endpoint, shown in made]))
"""
_LEFT = """
import django; django.setup()
from shared.outbox.models import Delivery
print(Delivery.objects.exclude(state="delivered").count())
"""


class Taken:
    """What the receiver took: ids in order, and which number stood under each."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.ids: Counter[str] = Counter()
        self.numbers: dict[int, set[str]] = {}
        # Seconds of this process's clock: the first time for each id; each kill as it was sent, and when it was done.
        self.taken_at: dict[str, float] = {}
        self.answered_at: dict[str, float] = {}
        self.kills: list[tuple[float, float]] = []
        self.faults: Counter[str] = Counter()
        self.unsigned = 0
        self.secrets: list[str] = []


def main() -> None:
    taken = Taken()
    with tempfile.TemporaryDirectory() as folder, _receiver(taken) as url:
        environment = _environment(Path(folder))
        subprocess.run([sys.executable, "services/sentiment/manage.py", "migrate", "-v0"], env=environment, check=True)
        filled = _python(_FILL, environment, url, str(_ENDPOINTS), str(ALERTS))
        taken.secrets = json.loads(filled.strip().splitlines()[-1])
        began = time.monotonic()
        kills = _deliver_under_fire(environment, taken)
        _report(taken, kills, time.monotonic() - began, int(_python(_LEFT, environment).split()[-1]))


def _environment(folder: Path) -> dict[str, str]:
    # A database of a server may be given; otherwise the embedded one.
    database = os.environ.get("BENCHMARK_DATABASE_URL", f"sqlite:///{folder / 'delivery.sqlite3'}")
    given = {"DATABASE_URL": database, "DATA_DIR": str(folder), "OUTBOX_ALLOWED_HOSTS": "127.0.0.1"}
    settings = {"DJANGO_SETTINGS_MODULE": "services.sentiment.settings", "LOG_FORMAT": "json"}
    return {**os.environ, **given, **settings}


def _python(code: str, environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def _deliver_under_fire(environment: dict[str, str], taken: Taken) -> int:
    """Kill the sender each time it has delivered its part, then let the last one finish."""
    kills, ends = 0, time.monotonic() + _LIMIT_SECONDS
    while len(taken.ids) < ALERTS and time.monotonic() < ends:
        goal = ALERTS if kills >= KILLS else ALERTS * (kills + 1) // (KILLS + 1)
        command = [sys.executable, "-c", _WORKER, *_GAP]
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as worker:
            while len(taken.ids) < goal and worker.poll() is None and time.monotonic() < ends:
                time.sleep(0.02)
            # At no particular moment of the sender's round.
            time.sleep(random.uniform(0, 0.5) if kills < KILLS else 0)
            if kills >= KILLS:
                _let_settle(environment, ends)
            sent_at = time.monotonic()
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            taken.kills += [(sent_at, time.monotonic())] if kills < KILLS else []
        kills += 1
    return kills - 1


def _let_settle(environment: dict[str, str], ends: float) -> None:
    while int(_python(_LEFT, environment).split()[-1]) and time.monotonic() < ends:
        time.sleep(0.5)


def _report(taken: Taken, kills: int, seconds: float, left: int) -> None:
    repeated = sum(count - 1 for count in taken.ids.values())
    renamed = sum(len(ids) > 1 for ids in taken.numbers.values())
    rows = [
        ["alerts", f"{ALERTS:,}"],
        ["SIGKILLs of the sender", str(kills)],
        ["faults of the receiver", ", ".join(f"{name} {count}" for name, count in sorted(taken.faults.items()))],
        ["lost", str(ALERTS - len(taken.numbers))],
        ["open in the outbox at the end", str(left)],
        ["taken twice", f"{repeated} ({100 * repeated / ALERTS:.2f} %)"],
        ["of these under another webhook-id", str(renamed)],
        *_exposed(taken),
        ["signatures that did not verify", str(taken.unsigned)],
        ["seconds, starts and expiring leases included", f"{seconds:.0f}"],
    ]
    print_table(["figure", "value"], rows)
    assert len(taken.numbers) == ALERTS
    assert not renamed
    assert not taken.unsigned


def _exposed(taken: Taken) -> list[list[str]]:
    """What was taken twice, by how long before a kill it was taken for the first time."""
    repeated = [name for name, count in taken.ids.items() if count > 1]
    kills = {name: _kill_after(taken, taken.taken_at[name]) for name in repeated}
    unanswered = sum(taken.answered_at.get(name, math.inf) >= kills[name] for name in repeated)
    waits = sorted(1000 * max(kills[name] - taken.taken_at[name], 0.0) for name in repeated)
    told = f"{statistics.median(waits):.1f} ms, {waits[-1]:.1f} ms" if waits else "–"
    return [
        ["of these killed before the receiver had answered", str(unanswered)],
        ["from being taken to the kill, median and longest", told],
        ["kills without a repetition", f"{len(taken.kills) - len(set(kills.values()))} of {len(taken.kills)}"],
    ]


def _kill_after(taken: Taken, at: float) -> float:
    """When the first kill was sent that ended a sender after this moment."""
    return next((sent_at for sent_at, done_at in taken.kills if done_at >= at), math.inf)


@contextmanager
def _receiver(taken: Taken) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fault = random.choice(("500", "429", "reset", "timeout")) if random.random() < 0.1 else ""
            if fault:
                with taken.lock:
                    taken.faults[fault] += 1
                _fail(self, fault)
                return
            _take(taken, dict(self.headers.items()), body)
            self.send_response(204)
            self.send_header("Content-Length", "0")
            self.end_headers()
            taken.answered_at.setdefault(self.headers["webhook-id"], time.monotonic())

        def log_message(self, *_arguments: object) -> None:
            """Quiet."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                # The sender was killed while we answered.
                return

    socketserver.TCPServer.request_queue_size = 128
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def _fail(handler: BaseHTTPRequestHandler, fault: str) -> None:
    if fault == "reset":
        handler.connection.close()
        return
    if fault == "timeout":
        time.sleep(11 if random.random() < 0.02 else 0.5)
        handler.connection.close()
        return
    handler.send_response(int(fault))
    handler.send_header("Content-Length", "0")
    if fault == "429":
        handler.send_header("Retry-After", "1")
    handler.end_headers()


def _take(taken: Taken, headers: dict[str, str], body: bytes) -> None:
    number = json.loads(body)["number"]
    name = headers["webhook-id"]
    try:
        Webhook(taken.secrets[number % _ENDPOINTS]).verify(body, headers)
        bad = 0
    except WebhookVerificationError:
        bad = 1
    with taken.lock:
        taken.ids[name] += 1
        taken.taken_at.setdefault(name, time.monotonic())
        taken.numbers.setdefault(number, set()).add(name)
        taken.unsigned += bad
