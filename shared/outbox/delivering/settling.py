"""Write down how attempts went."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

import structlog
from django.db import connection
from django.db.models import UUIDField
from django.utils import timezone
from django.utils.translation import gettext_noop

from shared.outbox.models import Delivery, Endpoint
from shared.outbox.schedule import next_wait
from shared.outbox.senders import Outcome

log = structlog.get_logger(__name__)


def settle_all(ended: Sequence[tuple[Delivery, Outcome]], *, token: uuid.UUID) -> None:
    """What was taken comes first and is written together: a worker killed before that would send it again."""
    taken: defaultdict[int | None, list[int]] = defaultdict(list)
    for delivery, outcome in ended:
        if outcome.ok:
            taken[outcome.status].append(delivery.pk)
    for status, pks in taken.items():
        _write_taken(pks, status, token)
    for delivery, outcome in ended:
        if outcome.ok:
            _tell(delivery, outcome)
        else:
            settle(delivery=delivery, outcome=outcome, token=token)


def settle(*, delivery: Delivery, outcome: Outcome, token: uuid.UUID) -> bool:
    """One attempt, unless the lease has passed to somebody else meanwhile; False where it has."""
    fields = _taken(outcome.status) if outcome.ok else _refused(delivery, outcome)
    written = Delivery.objects.filter(pk=delivery.pk, lease=token).update(**fields)
    if outcome.gone:
        reason = gettext_noop("The receiver answered 410: it wants no more messages.")
        Endpoint.objects.filter(pk=delivery.endpoint_id).update(enabled=False, disabled_reason=reason)
    _tell(delivery, outcome)
    return bool(written)


def _write_taken(pks: Sequence[int], status: int | None, token: uuid.UUID) -> None:
    """`_taken` in plain SQL: building the statement anew would take several times as long as carrying it out."""
    ops, marks = connection.ops, ", ".join(["%s"] * len(pks))
    columns = "state = %s, delivered_at = %s, last_status = %s, last_error = %s, lease = NULL"
    told = [Delivery.State.DELIVERED.value, ops.adapt_datetimefield_value(timezone.now()), status, ""]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {ops.quote_name(Delivery._meta.db_table)} SET {columns} WHERE id IN ({marks}) AND lease = %s",  # noqa: S608
            [*told, *pks, UUIDField().get_db_prep_value(token, connection)],
        )


def _taken(status: int | None) -> dict[str, object]:
    told = {"state": Delivery.State.DELIVERED, "delivered_at": timezone.now()}
    return {"last_status": status, "last_error": "", "lease": None, **told}


def _refused(delivery: Delivery, outcome: Outcome) -> dict[str, object]:
    told = {"last_status": outcome.status, "last_error": outcome.error[:300], "lease": None}
    pause = next_wait(attempts=delivery.attempts, asked=outcome.wait)
    if pause is None or outcome.gone or outcome.hopeless:
        return {**told, "state": Delivery.State.DEAD}
    return {**told, "state": Delivery.State.WAITING, "next_attempt_at": timezone.now() + pause}


def _tell(delivery: Delivery, outcome: Outcome) -> None:
    log.info("delivery_attempted", delivery=delivery.pk, endpoint=delivery.endpoint_id, ok=outcome.ok)
