"""Which message is sent next, and taking it so that nobody else does."""

import time
import uuid
from collections import Counter, deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from shared.outbox.models import Delivery, Endpoint

# Longer than the slowest attempt, so that no living worker loses its lease.
LEASE = timedelta(seconds=60)
# No endpoint gets more places than this, so that one which hangs leaves some for the others.
PER_ENDPOINT = 4
# Looking at every endpoint costs several times what sending does: so many rows of each, and for so many seconds.
_LOOKED_AT, _FRESH_SECONDS = 50, 1.0


class Queue:
    """What is due, as one worker takes it: in turn for each endpoint, the longest due first, each within its places."""

    def __init__(self, *, token: uuid.UUID, lease: timedelta = LEASE) -> None:
        self.token, self.lease = token, lease
        self.mine: Counter[int] = Counter()
        self._others: dict[int, int] = {}
        self._due: deque[tuple[int, deque[int]]] = deque()
        self._fresh_until = 0.0

    def take(self) -> Delivery | None:
        """The next with our lease on it; None where nothing is due, or only for endpoints without a free place."""
        if time.monotonic() >= self._fresh_until:
            self._look()
        while True:
            pk = self._next()
            if pk is None and not self._due:
                self._look()
                pk = self._next()
            if pk is None:
                return None
            # Another worker may have taken it since we looked.
            if delivery := _take(pk, self.token, self.lease):
                self.mine[delivery.endpoint_id] += 1
                return delivery

    def give_back(self, delivery: Delivery) -> None:
        """Its place is free again."""
        self.mine[delivery.endpoint_id] -= 1

    def _next(self) -> int | None:
        for _turn in range(len(self._due)):
            endpoint, rows = self._due.popleft()
            if self.mine[endpoint] + self._others.get(endpoint, 0) >= PER_ENDPOINT:
                self._due.append((endpoint, rows))
                continue
            pk = rows.popleft()
            if rows:
                self._due.append((endpoint, rows))
            return pk
        return None

    def _look(self) -> None:
        now, self._fresh_until = timezone.now(), time.monotonic() + _FRESH_SECONDS
        sending = Delivery.objects.filter(state=Delivery.State.SENDING, next_attempt_at__gt=now)
        sending = sending.exclude(lease=self.token)
        self._others = dict(sending.values_list("endpoint").annotate(Count("pk")).order_by())
        found: list[tuple[datetime, int, deque[int]]] = []
        for endpoint in Endpoint.objects.filter(enabled=True).values_list("pk", flat=True):
            due = Delivery.objects.filter(_is_due(now), endpoint=endpoint).order_by("next_attempt_at")
            if rows := list(due.values_list("next_attempt_at", "pk")[:_LOOKED_AT]):
                found.append((rows[0][0], endpoint, deque(pk for _at, pk in rows)))
        self._due = deque((endpoint, rows) for _at, endpoint, rows in sorted(found, key=lambda one: one[:2]))


def claim(*, token: uuid.UUID, limit: int = 1, lease: timedelta = LEASE) -> Sequence[Delivery]:
    """Take up to `limit` rows at once."""
    queue = Queue(token=token, lease=lease)
    return [delivery for _place in range(limit) if (delivery := queue.take())]


@transaction.atomic
def _take(pk: int, token: uuid.UUID, lease: timedelta) -> Delivery | None:
    """Write the lease, and count the attempt before it is made."""
    now = timezone.now()
    rows = Delivery.objects.filter(_is_due(now), pk=pk).select_related("message", "endpoint")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    delivery = rows.first()
    if delivery is not None:
        delivery.state, delivery.lease = Delivery.State.SENDING, token
        delivery.next_attempt_at, delivery.attempts = now + lease, delivery.attempts + 1
        delivery.save(update_fields=["state", "lease", "next_attempt_at", "attempts"])
    return delivery


def _is_due(now: datetime) -> Q:
    """Waiting and due, or in the hands of a worker whose lease has run out."""
    open_states = [Delivery.State.WAITING, Delivery.State.SENDING]
    return Q(state__in=open_states, next_attempt_at__lte=now, endpoint__enabled=True)
