"""The other side of a webhook: verify what arrives, and keep it to be looked at."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from shared.outbox import actions as outbox
from shared.outbox.models import Endpoint

NAME = "Demo receiver"
_KEPT = 100
_keeping = Lock()


@dataclass(frozen=True)
class Received:
    """One webhook. `problem` is empty where the signature holds."""

    webhook_id: str
    at: str
    verified: bool
    problem: str
    body: dict[str, Any]


def connect_receiver(*, url: str) -> Endpoint:
    """The receiver as an endpoint; its secret is shown once, and kept where the receiver reads it."""
    endpoint = Endpoint.objects.filter(name=NAME).first()
    if endpoint is None:
        endpoint, shown = outbox.create_endpoint(name=NAME, kind=Endpoint.Kind.WEBHOOK, address=url)
    else:
        Endpoint.objects.filter(pk=endpoint.pk).update(address=url)
        shown = None if _secret_file().is_file() else outbox.rotate_secret(endpoint=endpoint)
    if shown:
        _secret_file().parent.mkdir(parents=True, exist_ok=True)
        _secret_file().touch(mode=0o600)
        _secret_file().write_text(shown.secret)
    return endpoint


def receive(*, headers: Mapping[str, str], body: bytes) -> Received:
    """Verify the signature over the very bytes that came."""
    problem, told = "", {}
    try:
        verified = Webhook(_secret_file().read_text()).verify(body, dict(headers))
        told = verified if isinstance(verified, dict) else {}
    except FileNotFoundError:
        problem = "no_secret"
    except (WebhookVerificationError, ValueError, RecursionError) as error:
        problem = f"{type(error).__name__}: {error}"[:200]
    found = Received(
        webhook_id=headers.get("webhook-id", "")[:80],
        at=timezone.now().isoformat(),
        verified=not problem,
        problem=problem,
        body=told,
    )
    _keep(found)
    return found


def received() -> list[Received]:
    """Newest first."""
    try:
        lines = _kept_file().read_text().splitlines()
    except FileNotFoundError:
        return []
    return [Received(**json.loads(line)) for line in reversed(lines)]


def _keep(found: Received) -> None:
    # Webhooks come several at a time, all to the one web process of a demo.
    with _keeping:
        kept = [json.dumps(asdict(one)) for one in reversed(received())][-_KEPT + 1 :]
        aside = _kept_file().with_suffix(".new")
        aside.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text("\n".join([*kept, json.dumps(asdict(found))]) + "\n")
        # In one step: a page that reads meanwhile sees all of it.
        aside.replace(_kept_file())


def _secret_file() -> Path:
    return Path(settings.DATA_DIR) / "demo-receiver-secret"


def _kept_file() -> Path:
    return Path(settings.DATA_DIR) / "demo-received.jsonl"
