"""One run over all users. The ledger says which shards are done; a shard is done with all its lists, or not at all."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import vectors
from services.recommend.actions.batch.lock import alone
from services.recommend.actions.batch.parts import write_part
from services.recommend.actions.batch.publishing import is_behind, point_to_current, publish
from services.recommend.actions.batch.stock import Stock
from services.recommend.actions.ranking.rankers import current_ranker
from services.recommend.errors import JobRuns
from services.recommend.queries import histories

log = structlog.get_logger(__name__)
PER_USER = 50
SHARD_USERS = 500
# What was begun longer ago is begun anew: nobody wants the lists of a night long past.
_GOES_ON_FOR = timedelta(hours=12)
Report = Callable[[str, int, int], None]


def recommend_all(
    *,
    report: Report,
    per_user: int = PER_USER,
    shard_users: int = SHARD_USERS,
    until: datetime | None = None,
) -> models.Generation:
    """Build and publish. Raises `JobRuns` where another run is at it; goes on where a killed one stopped.

    Events up to `until` count, by default up to now: the same moment makes the same lists of the same data.
    """
    with alone("batch"):
        point_to_current()
        vectors.embed_new(progress=lambda done, total: report("embedding", done, total))
        ranker = current_ranker()
        generation = _open(ranker.version, per_user, shard_users, until)
        stock = Stock.of(generation, ranker)
        total = generation.shards.count()
        for shard in generation.shards.filter(done_at=None).order_by("number"):
            report("recommending", shard.number, total)
            _build(generation, shard, stock)
        report("publishing", total, total)
        publish(generation=generation, items=int(stock.shelf.live.sum()))
    log.info("generation_published", generation=generation.pk, users=generation.users)
    return generation


def point_again() -> None:
    """By the clock: where a run was killed behind its flip, readers of the files need not wait for the next one."""
    if not is_behind():
        # Nearly always; a lock taken for nothing would refuse a run that begins just now.
        return
    try:
        with alone("batch"):
            point_to_current()
    except JobRuns:
        # Whoever is at it does this itself.
        return
    log.info("pointer_mended")


def _open(version: str, per_user: int, shard_users: int, until: datetime | None) -> models.Generation:
    """The run that was interrupted, if it is the same; else a new one, with its plan in the ledger."""
    begun = models.Generation.objects.filter(state=models.Generation.State.BUILDING).first()
    if begun is not None and _goes_on(begun, version, per_user, until):
        return begun
    with transaction.atomic():
        if begun is not None:
            begun.lists.all().delete()
            models.Generation.objects.filter(pk=begun.pk).update(state=models.Generation.State.FAILED)
        as_of = until or timezone.now()
        users = histories.users(until=as_of)
        generation = models.Generation.objects.create(
            model_version=version, per_user=per_user, as_of=as_of, users=len(users)
        )
        parts = [users[start : start + shard_users] for start in range(0, len(users), shard_users)]
        models.Shard.objects.bulk_create(
            models.Shard(generation=generation, number=number, first=part[0], last=part[-1], users=len(part))
            for number, part in enumerate(parts)
        )
    return generation


def _goes_on(begun: models.Generation, version: str, per_user: int, until: datetime | None) -> bool:
    if (begun.model_version, begun.per_user) != (version, per_user):
        return False
    return begun.as_of == until if until else timezone.now() - begun.created_at < _GOES_ON_FOR


def _build(generation: models.Generation, shard: models.Shard, stock: Stock) -> None:
    began = time.monotonic()
    users = histories.users(until=generation.as_of, first=shard.first, last=shard.last)
    lists = _lists(generation, users, stock)
    digest = _digest(lists)
    # The file first: a part without its ledger line is written again, a line without its part would be a lie.
    write_part(generation=generation, number=shard.number, lists=lists)
    shard.digest, shard.done_at = digest, timezone.now()
    shard.users, shard.seconds = len(lists), time.monotonic() - began
    _record(shard, lists)


def _record(shard: models.Shard, lists: Sequence[models.UserList]) -> None:
    """The lists and their line of the ledger, together."""
    with transaction.atomic():
        models.UserList.objects.bulk_create(lists, batch_size=500)
        shard.save(update_fields=["digest", "done_at", "users", "seconds"])


def _lists(generation: models.Generation, users: Sequence[str], stock: Stock) -> list[models.UserList]:
    past = histories.histories(users, until=generation.as_of)
    return [
        models.UserList(
            generation=generation,
            user=history.user,
            items=[pick.item for pick in picks],
            scores=[round(pick.score, 6) for pick in picks],
            # At night none are told, but of pins.
            reasons=[pick.reason for pick in picks] if any(pick.reason for pick in picks) else [],
        )
        for history, picks in zip(past, stock.lists(past, count=generation.per_user), strict=True)
    ]


def _digest(lists: Sequence[models.UserList]) -> str:
    digest = hashlib.sha256()
    for one in lists:
        digest.update(json.dumps([one.user, one.items, one.scores], separators=(",", ":")).encode())
    return digest.hexdigest()
