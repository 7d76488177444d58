"""A run in this process: while some shards are ranked, the ones before are written and the ones behind are read."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from services.recommend import models
from services.recommend.actions.batch import shards
from services.recommend.actions.batch.beside import Submit, ahead, at_once, beside, cores, nothing
from services.recommend.actions.batch.executor import Report
from services.recommend.actions.batch.stock import Stock
from services.recommend.actions.ranking.rankers import Ranker


def build(generation: models.Generation, ranker: Ranker, report: Report) -> int:
    stock = Stock.of(generation, ranker)
    total, clock = generation.shards.count(), shards.Clock()
    lists = partial(stock.lists, count=generation.per_user)
    with _settled(), beside() as submit, _ranking(stock) as rank:
        # Once more for shards of which somebody was erased between reading and writing.
        while waiting := list(generation.shards.filter(done_at=None).order_by("number")):
            finished: Callable[[], object] = nothing
            read = ahead(submit, (partial(shards.read, generation, shard) for shard in waiting))
            ranked = ahead(rank, (partial(lists, past) for past in read), cores())
            for done, (shard, columns) in enumerate(zip(waiting, ranked, strict=True), total - len(waiting)):
                report("recommending", done, total)
                # At most one waits to be written, and what went wrong with it is known before the next.
                finished()
                finished = submit(partial(shards.finish, generation, shard, columns, clock))
            finished()
    return stock.live


@contextmanager
def _settled() -> Iterator[None]:
    """What is loaded by now stays to the end of the run: looking through all of it for garbage, again and again while
    deeds are read, takes several times as long as reading them.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def _ranking(stock: Stock) -> Iterator[Submit]:
    """A large shelf: each core ranks a shard of its own. What is done with few items is little, and done in turn."""
    if stock.everything is None:
        yield at_once
        return
    with stock.everything.shared(cores()) as prepare, beside(cores(), prepare=prepare) as submit:
        yield submit
