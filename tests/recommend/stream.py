"""Events as senders write them, and a hash over everything that was kept of them."""

import hashlib
import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from services.recommend import models
from services.recommend.actions import ingest

START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def event(number: int, **changes: Any) -> dict[str, Any]:
    at = START + timedelta(minutes=number)
    return {"id": f"e{number}", "user": "ana", "item": "a1", "kind": "click", "at": at.isoformat()} | changes


def stream(count: int, *, seed: int = 1) -> list[dict[str, Any]]:
    """Every kind, some shown, users and items at random; the same for the same seed."""
    rng = random.Random(seed)
    kinds = ["browse", "click", "like", "comment", "share", "purchase", "dismiss", "impression"]
    found = []
    for number in range(count):
        kind = rng.choice(kinds)
        own = {"position": rng.randint(1, 20), "propensity": rng.uniform(0.01, 1)} if kind == "impression" else {}
        user, item = f"user{rng.randint(1, 40)}", f"item{rng.randint(1, 60)}"
        found.append(event(number, user=user, item=item, kind=kind, **own))
    return found


def send(events: Any) -> ingest.Kept:
    return ingest.ingest(body=json.dumps(events).encode(), content_type="application/json")


def state() -> str:
    """SHA-256 over every row that events left, whatever order they came in."""
    digest = hashlib.sha256()
    for rows in (
        models.Event.objects.order_by("id").values_list(),
        models.Impression.objects.order_by("id").values_list(),
        models.Activity.objects.order_by("user", "day").values_list("user", "day", "events", "impressions"),
    ):
        for row in rows.iterator():
            digest.update(repr(row).encode())
    return digest.hexdigest()
