"""The flip: from one moment to the next, everybody reads the new generation."""

import hashlib
import json
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from services.recommend import models
from services.recommend.actions.batch.counting import Counts
from services.recommend.actions.batch.parts import folder_of
from shared.outbox import actions as outbox
from shared.outbox.models import Endpoint

KIND = "generation.published"
# The current one, and the one before it, to compare with.
_KEPT = 2
State = models.Generation.State


def publish(*, generation: models.Generation, items: int) -> None:
    """State, message to receivers and ledger change in one transaction: readers see the old lists or the new."""
    counts = Counts.of(generation, now=timezone.now())
    with transaction.atomic():
        digests = list(generation.shards.order_by("number").values_list("digest", "done_at", "users"))
        if any(done_at is None for _digest, done_at, _users in digests):
            raise AssertionError("a generation is published only when every shard is done")
        models.Generation.objects.filter(state=State.CURRENT).update(state=State.REPLACED)
        generation.digest = hashlib.sha256("".join(digest for digest, _at, _users in digests).encode()).hexdigest()
        generation.state, generation.published_at = State.CURRENT, timezone.now()
        generation.users = sum(users for _digest, _at, users in digests)
        generation.items, generation.folder = items, str(folder_of(generation))
        counts.store(generation)
        generation.save()
        receivers = list(Endpoint.objects.filter(enabled=True))
        if receivers:
            outbox.enqueue(endpoints=receivers, kind=KIND, body=_body(generation))
    point_to_current()
    _drop_old()


def point_to_current() -> None:
    """Make `current.json` say what the ledger says: a run killed behind its flip leaves the files a generation behind.

    Only for whoever holds the lock of the batch, so that nobody points back.
    """
    if is_behind():
        _write_pointer(models.Generation.objects.get(state=State.CURRENT))


def is_behind() -> bool:
    """Whether readers of the files are shown another generation than the ledger names."""
    current = models.Generation.objects.filter(state=State.CURRENT).first()
    return current is not None and _pointed() != _body(current)


def _body(generation: models.Generation) -> dict[str, object]:
    return {
        "type": KIND,
        "title": f"Generation {generation.pk} is published",
        "generation": generation.pk,
        "model_version": generation.model_version,
        "users": generation.users,
        "items": generation.items,
        "digest": generation.digest,
        "folder": generation.folder,
        "published_at": generation.published_at.isoformat() if generation.published_at else None,
    }


def _write_pointer(generation: models.Generation) -> None:
    """Readers of the files learn from `current.json` which folder is whole; replaced in one step."""
    path = _pointer()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(json.dumps(_body(generation), indent=2))
    os.replace(unfinished, path)


def _pointed() -> object:
    """What the pointer says; None where there is none, or none that can be read."""
    try:
        return json.loads(_pointer().read_text())
    except (FileNotFoundError, ValueError):
        return None


def _pointer() -> Path:
    return Path(settings.LISTS_DIR) / "current.json"


def _drop_old() -> None:
    """Lists and files of generations that nobody reads any more."""
    done = models.Generation.objects.filter(published_at__isnull=False).order_by("-pk")
    kept = set(done.values_list("pk", flat=True)[:_KEPT])
    for old in models.Generation.objects.exclude(pk__in=kept).exclude(state=State.BUILDING):
        old.lists.all().delete()
        old.listed_items.all().delete()
        shutil.rmtree(folder_of(old), ignore_errors=True)
