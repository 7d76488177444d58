"""A worker's round: start one message after the other, and write down how each went as soon as it is known."""

import time
import uuid
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta

from shared.outbox.delivering.claiming import LEASE, Queue
from shared.outbox.delivering.settling import settle_all
from shared.outbox.models import Delivery
from shared.outbox.senders import SENDERS, Outcome

THREADS = 8
# Seconds from one start to the next. What was taken but is not yet written down is sent again after a kill, and is the
# less, the less is on the wire at once: at this pace quick receivers are served one after the other, slow ones side by
# side, and one that comes back after a day is not run over by what has gathered.
GAP = 0.01
# What came in between two looks is new; so many seconds are as long as it may wait beside one that hangs.
_LOOK_SECONDS = 1.0


def deliver_due(*, lease: timedelta = LEASE, seconds: float = 20.0) -> int:
    """Send until nothing is due, or for so many seconds; returns how many attempts were made.

    A place that becomes free is filled at once: whoever hangs holds up nobody else.
    """
    # Threads only talk to receivers; the database is for this one.
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        return _Round(pool, lease, seconds).run()


class _Round:
    def __init__(self, pool: ThreadPoolExecutor, lease: timedelta, seconds: float) -> None:
        self.pool, self.token = pool, uuid.uuid4()
        self.queue = Queue(token=self.token, lease=lease)
        self.running: dict[Future[Outcome], Delivery] = {}
        self.attempts, self.next_at, self.ends_at = 0, 0.0, time.monotonic() + seconds

    def run(self) -> int:
        while self._start_one() or self.running:
            self._settle_done()
        return self.attempts

    def _start_one(self) -> bool:
        """False where there is nothing to start, or no more time."""
        now = time.monotonic()
        if now >= self.ends_at:
            return False
        if now < self.next_at or len(self.running) == THREADS:
            return True
        delivery = self.queue.take()
        if delivery is None:
            return False
        self.running[self.pool.submit(_attempt, delivery)] = delivery
        self.attempts, self.next_at = self.attempts + 1, time.monotonic() + GAP
        return True

    def _settle_done(self) -> None:
        """Before anything is started: a message that was taken is at risk until this is written."""
        pause = self.next_at - time.monotonic()
        if not self.running:
            time.sleep(max(pause, 0.0))
            return
        done, _others = wait(self.running, timeout=pause if pause > 0 else _LOOK_SECONDS, return_when=FIRST_COMPLETED)
        ended = [(self.running.pop(future), future.result()) for future in done]
        settle_all(ended, token=self.token)
        for delivery, _outcome in ended:
            self.queue.give_back(delivery)


def _attempt(delivery: Delivery) -> Outcome:
    return SENDERS[delivery.endpoint.kind](delivery)
