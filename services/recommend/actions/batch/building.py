"""One run over all users. The ledger says which shards are done; a shard is done with all its lists, or not at all."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence

import structlog
from django.db import transaction
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import vectors
from services.recommend.actions.batch.lock import alone
from services.recommend.actions.batch.parts import write_part
from services.recommend.actions.batch.publishing import publish
from services.recommend.actions.batch.stock import Stock
from services.recommend.actions.ranking.rankers import current_ranker
from services.recommend.queries import histories

log = structlog.get_logger(__name__)
PER_USER = 50
SHARD_USERS = 500
Report = Callable[[str, int, int], None]


def recommend_all(*, report: Report, per_user: int = PER_USER, shard_users: int = SHARD_USERS) -> models.Generation:
    """Build and publish. Raises `JobRuns` where another run is at it; goes on where a killed one stopped."""
    with alone("batch"):
        vectors.embed_new(progress=lambda done, total: report("embedding", done, total))
        ranker = current_ranker()
        generation = _open(ranker.version, per_user, shard_users)
        stock = Stock.of(generation, ranker)
        total = generation.shards.count()
        for shard in generation.shards.filter(done_at=None).order_by("number"):
            report("recommending", shard.number, total)
            _build(generation, shard, stock)
        report("publishing", total, total)
        publish(generation=generation, items=int(stock.shelf.live.sum()))
    log.info("generation_published", generation=generation.pk, users=generation.users)
    return generation


def _open(version: str, per_user: int, shard_users: int) -> models.Generation:
    """The run that was interrupted, if it is of the same model; else a new one, with its plan in the ledger."""
    begun = models.Generation.objects.filter(state=models.Generation.State.BUILDING).first()
    if begun is not None and (begun.model_version, begun.per_user) == (version, per_user):
        return begun
    with transaction.atomic():
        if begun is not None:
            begun.lists.all().delete()
            models.Generation.objects.filter(pk=begun.pk).update(state=models.Generation.State.FAILED)
        now = timezone.now()
        users = histories.users(until=now)
        generation = models.Generation.objects.create(
            model_version=version, per_user=per_user, as_of=now, users=len(users)
        )
        parts = [users[start : start + shard_users] for start in range(0, len(users), shard_users)]
        models.Shard.objects.bulk_create(
            models.Shard(generation=generation, number=number, first=part[0], last=part[-1], users=len(part))
            for number, part in enumerate(parts)
        )
    return generation


def _build(generation: models.Generation, shard: models.Shard, stock: Stock) -> None:
    began = time.monotonic()
    users = histories.users(until=generation.as_of, first=shard.first, last=shard.last)
    lists = _lists(generation, users, stock)
    digest = _digest(lists)
    # The file first: a part without its ledger line is written again, a line without its part would be a lie.
    write_part(generation=generation, number=shard.number, lists=lists)
    with transaction.atomic():
        models.UserList.objects.bulk_create(lists, batch_size=500)
        shard.digest, shard.done_at = digest, timezone.now()
        shard.users, shard.seconds = len(lists), time.monotonic() - began
        shard.save(update_fields=["digest", "done_at", "users", "seconds"])


def _lists(generation: models.Generation, users: Sequence[str], stock: Stock) -> list[models.UserList]:
    past = histories.histories(users, until=generation.as_of)
    return [
        models.UserList(
            generation=generation,
            user=history.user,
            items=[pick.item for pick in picks],
            scores=[round(pick.score, 6) for pick in picks],
            reasons=[pick.reason for pick in picks],
        )
        for history, picks in zip(past, stock.lists(past, count=generation.per_user), strict=True)
    ]


def _digest(lists: Sequence[models.UserList]) -> str:
    digest = hashlib.sha256()
    for one in lists:
        digest.update(json.dumps([one.user, one.items, one.scores], separators=(",", ":")).encode())
    return digest.hexdigest()
