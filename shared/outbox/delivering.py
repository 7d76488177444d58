"""Send what is due. Several workers may do this at once, and any of them may be killed at any moment.

A worker takes rows by writing a lease on them. If it dies, the lease runs out and the message is sent again under the
same id: what is told twice is told as the same thing, and nothing is left untold.
"""

import time
import uuid
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from shared.outbox.models import Delivery, Endpoint
from shared.outbox.schedule import next_wait
from shared.outbox.senders import SENDERS, Outcome

log = structlog.get_logger(__name__)
# Longer than the slowest attempt, so that no living worker loses its lease.
LEASE = timedelta(seconds=60)
THREADS = 8
# No endpoint gets more threads than this, so that one which hangs leaves some for the others.
PER_ENDPOINT = 4


def deliver_due(*, lease: timedelta = LEASE, seconds: float = 20.0) -> int:
    """Send until nothing is due, or for so many seconds; returns how many attempts were made.

    A place that becomes free is filled at once: whoever hangs holds up nobody else.
    """
    token, attempts, ends = uuid.uuid4(), 0, time.monotonic() + seconds
    # Threads only talk to receivers; the database is for this one.
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        running: dict[Future[Outcome], Delivery] = {}
        while True:
            free = THREADS - len(running) if time.monotonic() < ends else 0
            claimed = claim(token=token, limit=free, lease=lease)
            running.update({pool.submit(_attempt, delivery): delivery for delivery in claimed})
            attempts += len(claimed)
            if not running:
                return attempts
            _settle_done(running, token)


def _settle_done(running: dict[Future[Outcome], Delivery], token: uuid.UUID) -> None:
    """What came in between two looks is new; a second is as long as it may wait beside one that hangs."""
    done, _others = wait(running, timeout=1.0, return_when=FIRST_COMPLETED)
    for future in done:
        settle(delivery=running.pop(future), outcome=future.result(), token=token)


def claim(*, token: uuid.UUID, limit: int = THREADS, lease: timedelta = LEASE) -> Sequence[Delivery]:
    """Take up to `limit` rows by writing the lease on them, and count the attempt before it is made."""
    if limit <= 0:
        return []
    now = timezone.now()
    with transaction.atomic():
        taken = _locked(_due(now, limit), now)
        Delivery.objects.filter(pk__in=taken).update(
            state=Delivery.State.SENDING, lease=token, next_attempt_at=now + lease, attempts=F("attempts") + 1
        )
    return list(Delivery.objects.filter(pk__in=taken).select_related("message", "endpoint").order_by("pk"))


def _locked(wanted: Sequence[int], now: datetime) -> list[int]:
    """Asked once more under the lock: another worker may have taken a row in between."""
    rows = Delivery.objects.filter(_is_due(now), pk__in=wanted)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return [row.pk for row in rows]


def settle(*, delivery: Delivery, outcome: Outcome, token: uuid.UUID) -> bool:
    """Write down how it went, unless the lease has passed to somebody else meanwhile."""
    fields = {
        "last_status": outcome.status,
        "last_error": outcome.error[:300],
        "lease": None,
        **_after(delivery, outcome),
    }
    written = Delivery.objects.filter(pk=delivery.pk, lease=token).update(**fields)
    if outcome.gone:
        reason = "The receiver answered 410: it wants no more messages."
        Endpoint.objects.filter(pk=delivery.endpoint_id).update(enabled=False, disabled_reason=reason)
    log.info("delivery_attempted", delivery=delivery.pk, endpoint=delivery.endpoint_id, ok=outcome.ok)
    return bool(written)


def _after(delivery: Delivery, outcome: Outcome) -> dict[str, object]:
    if outcome.ok:
        return {"state": Delivery.State.DELIVERED, "delivered_at": timezone.now()}
    pause = next_wait(attempts=delivery.attempts, asked=outcome.wait)
    if pause is None or outcome.gone or outcome.hopeless:
        return {"state": Delivery.State.DEAD}
    return {"state": Delivery.State.WAITING, "next_attempt_at": timezone.now() + pause}


def _is_due(now: datetime) -> Q:
    """Waiting and due, or in the hands of a worker whose lease has run out."""
    open_states = [Delivery.State.WAITING, Delivery.State.SENDING]
    return Q(state__in=open_states, next_attempt_at__lte=now, endpoint__enabled=True)


def _due(now: datetime, limit: int) -> list[int]:
    """In turn for each endpoint, the longest due first, and each within its places."""
    sending = Delivery.objects.filter(state=Delivery.State.SENDING, next_attempt_at__gt=now)
    busy = dict(sending.values_list("endpoint").annotate(Count("pk")).order_by())
    rounds: list[tuple[int, datetime, int]] = []
    for endpoint in Endpoint.objects.filter(enabled=True).values_list("pk", flat=True):
        rows = Delivery.objects.filter(_is_due(now), endpoint=endpoint).order_by("next_attempt_at")
        free = max(PER_ENDPOINT - busy.get(endpoint, 0), 0)
        found = rows.values_list("next_attempt_at", "pk")[:free]
        rounds += [(turn, at, pk) for turn, (at, pk) in enumerate(found)]
    return [pk for _turn, _at, pk in sorted(rounds)[:limit]]


def _attempt(delivery: Delivery) -> Outcome:
    return SENDERS[delivery.endpoint.kind](delivery)
