"""One shard: what its users did, their lists, and its line in the ledger, wherever it is worked on."""

import hashlib
import time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from services.recommend import models
from services.recommend.actions.batch.lists import Columns, joined
from services.recommend.actions.batch.parts import write_part
from services.recommend.actions.batch.storing import store_lists
from services.recommend.actions.lock import join_in
from services.recommend.queries import histories


class Clock:
    """What a shard takes is the time since the one before was done: they overlap."""

    def __init__(self) -> None:
        self.since = time.monotonic()

    def lap(self) -> float:
        before, self.since = self.since, time.monotonic()
        return self.since - before


def read(generation: models.Generation, shard: models.Shard) -> list[histories.History]:
    """As the ledger has the shard by now."""
    shard.refresh_from_db(fields=["first", "last", "erasures"])
    users = histories.users(until=generation.as_of, between=(shard.first, shard.last))
    return histories.histories(users, until=generation.as_of)


def finish(generation: models.Generation, shard: models.Shard, lists: Columns, clock: Clock) -> bool:
    """The lists and their line of the ledger, together; nothing where somebody else has recorded it.

    A machine that is cut off from a run may still be at a shard that the next run has begun anew. False where somebody
    was erased since the shard was read: nothing is written, and it has to be read again.
    """
    shard.digest, shard.users = hashlib.sha256(joined(lists.lines)).hexdigest(), len(lists)
    with transaction.atomic():
        join_in("batch")
        line = models.Shard.objects.select_for_update().filter(pk=shard.pk, done_at=None).first()
        if line is None or line.erasures != shard.erasures:
            return line is None
        # The file first: a part without its ledger line is written again, a line without its part would be a lie.
        write_part(generation=generation, number=shard.number, lists=lists)
        store_lists(generation, lists)
        shard.done_at, shard.seconds = timezone.now(), clock.lap()
        shard.save(update_fields=["digest", "done_at", "users", "seconds"])
    return True


def leave_out(user: str) -> None:
    """Of an erased user, whose rows are gone: what was read with them is not written, and no border is their name."""
    models.Shard.objects.exclude(done_at=None).filter(Q(first=user) | Q(last=user)).update(first="", last="")
    waiting = models.Shard.objects.filter(done_at=None, first__lte=user, last__gte=user)
    for shard in waiting.select_related("generation"):
        if user in (shard.first, shard.last):
            left = histories.users(until=shard.generation.as_of, between=(shard.first, shard.last))
            # Between nothing and nothing there is nobody: no user's name is empty.
            shard.first, shard.last = (left[0], left[-1]) if left else ("", "")
        shard.erasures += 1
        shard.save(update_fields=["first", "last", "erasures"])
