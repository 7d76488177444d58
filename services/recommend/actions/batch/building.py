"""One run over all users. The ledger says which shards are done; a shard is done with all its lists, or not at all."""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import vectors
from services.recommend.actions.batch.beside import Submit, beside, nothing, one_ahead
from services.recommend.actions.batch.lists import Columns, joined
from services.recommend.actions.batch.lock import alone, join_in
from services.recommend.actions.batch.parts import write_part
from services.recommend.actions.batch.publishing import is_behind, point_to_current, publish
from services.recommend.actions.batch.stock import Stock
from services.recommend.actions.batch.storing import store_lists
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
        with beside() as submit:
            _build(generation, stock, report, submit)
        total = generation.shards.count()
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


def _build(generation: models.Generation, stock: Stock, report: Report, submit: Submit) -> None:
    """While one shard is ranked, the one before it is written and the one behind it is read."""
    total, clock = generation.shards.count(), _Clock()
    waiting = list(generation.shards.filter(done_at=None).order_by("number"))
    read = one_ahead(submit, (partial(_read, generation, shard) for shard in waiting))
    finished = nothing
    for shard, past in zip(waiting, read, strict=True):
        report("recommending", shard.number, total)
        lists = stock.lists(past, count=generation.per_user)
        # At most one waits to be written, and what went wrong with it is known before the next.
        finished()
        finished = submit(partial(_finish, generation, shard, lists, clock))
    finished()


def _read(generation: models.Generation, shard: models.Shard) -> list[histories.History]:
    users = histories.users(until=generation.as_of, first=shard.first, last=shard.last)
    return histories.histories(users, until=generation.as_of)


def _finish(generation: models.Generation, shard: models.Shard, lists: Columns, clock: "_Clock") -> None:
    # The file first: a part without its ledger line is written again, a line without its part would be a lie.
    write_part(generation=generation, number=shard.number, lists=lists)
    shard.digest, shard.users = _digest(lists), len(lists)
    _record(generation, shard, lists, clock)


def _record(generation: models.Generation, shard: models.Shard, lists: Columns, clock: "_Clock") -> None:
    """The lists and their line of the ledger, together."""
    with transaction.atomic():
        join_in("batch")
        store_lists(generation, lists)
        shard.done_at, shard.seconds = timezone.now(), clock.lap()
        shard.save(update_fields=["digest", "done_at", "users", "seconds"])


class _Clock:
    """What a shard takes is the time since the one before was done: they overlap."""

    def __init__(self) -> None:
        self.since = time.monotonic()

    def lap(self) -> float:
        before, self.since = self.since, time.monotonic()
        return self.since - before


def _digest(lists: Columns) -> str:
    return hashlib.sha256(joined(lists.lines)).hexdigest()
