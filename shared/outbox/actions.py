"""Write to the outbox, and manage what lies in it."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from shared.outbox.addresses import check_address
from shared.outbox.delivering import deliver_due
from shared.outbox.models import Delivery, Endpoint, Message
from shared.outbox.queries import Range, deliveries
from shared.outbox.secrets import OVERLAP, Shown, new_secret

__all__ = [
    "create_endpoint",
    "delete_endpoint",
    "deliver_due",
    "disable",
    "enable",
    "enqueue",
    "replay",
    "replay_range",
    "rotate_secret",
    "send_test",
]


@transaction.atomic
def enqueue(*, endpoints: Iterable[Endpoint], kind: str, body: Mapping[str, Any]) -> Message:
    """Part of the caller's transaction: the message exists exactly if the fact does."""
    message = Message.objects.create(kind=kind, body=dict(body))
    Delivery.objects.bulk_create([Delivery(message=message, endpoint=endpoint) for endpoint in endpoints])
    return message


def create_endpoint(*, name: str, kind: str, address: str) -> tuple[Endpoint, Shown | None]:
    """Only webhooks sign; their secret is shown now and never again. Raises ValidationError."""
    check_address(kind=kind, address=address)
    endpoint = Endpoint(name=name, kind=kind, address=address)
    shown = new_secret(endpoint=endpoint) if kind == Endpoint.Kind.WEBHOOK else None
    endpoint.full_clean(exclude=["secrets"])
    endpoint.save()
    return endpoint, shown


@transaction.atomic
def rotate_secret(*, endpoint: Endpoint, overlap: timedelta = OVERLAP) -> Shown:
    """Two secrets sign until the older one expires."""
    locked = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    shown = new_secret(endpoint=locked, overlap=overlap)
    locked.save(update_fields=["secrets"])
    return shown


def disable(*, endpoint: Endpoint, reason: str) -> None:
    Endpoint.objects.filter(pk=endpoint.pk).update(enabled=False, disabled_reason=reason[:300])


def enable(*, endpoint: Endpoint) -> None:
    """What waited meanwhile goes out at once."""
    Endpoint.objects.filter(pk=endpoint.pk).update(enabled=True, disabled_reason="")
    endpoint.deliveries.filter(state=Delivery.State.WAITING).update(next_attempt_at=timezone.now())


def delete_endpoint(*, endpoint: Endpoint) -> None:
    """With its deliveries; what it was told of stays."""
    Endpoint.objects.filter(pk=endpoint.pk).delete()


def replay(*, delivery: Delivery) -> None:
    """Send it again, under the same id, with all attempts before it."""
    _again(Delivery.objects.filter(pk=delivery.pk))


def replay_range(*, wanted: Range) -> int:
    return _again(deliveries(wanted))


def send_test(*, endpoint: Endpoint) -> Message:
    body = {"version": "4", "status": "firing", "title": "A test from Triptych", "alerts": [], "test": True}
    return enqueue(endpoints=[endpoint], kind="test", body=body)


def _again(chosen: Any) -> int:
    fields = {"attempts": 0, "next_attempt_at": timezone.now(), "lease": None, "delivered_at": None}
    # What is being sent just now ends by itself.
    changed: int = chosen.exclude(state=Delivery.State.SENDING).update(state=Delivery.State.WAITING, **fields)
    return changed
