"""One run over all users. The ledger says which shards are done; a shard is done with all its lists, or not at all."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import vectors
from services.recommend.actions.batch.executor import Report, executor
from services.recommend.actions.batch.publishing import is_behind, point_to_current, publish
from services.recommend.actions.lock import alone, join_in
from services.recommend.actions.ranking.rankers import current_ranker
from services.recommend.errors import JobRuns
from services.recommend.queries import histories

log = structlog.get_logger(__name__)
PER_USER = 50
SHARD_USERS = 500
# What was begun longer ago is begun anew: nobody wants the lists of a night long past.
_GOES_ON_FOR = timedelta(hours=12)


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
        items = executor()(generation, ranker, report)
        total = generation.shards.count()
        report("publishing", total, total)
        publish(generation=generation, items=items)
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
        # Who is erased while the plan is made stands in no border: an erasure waits until it sees them.
        join_in("batch")
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
