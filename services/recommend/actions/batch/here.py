"""A run in this process: while one shard is ranked, the one before it is written and the one behind it is read."""

from functools import partial

from services.recommend import models
from services.recommend.actions.batch import shards
from services.recommend.actions.batch.beside import beside, nothing, one_ahead
from services.recommend.actions.batch.executor import Report
from services.recommend.actions.batch.stock import Stock
from services.recommend.actions.ranking.rankers import Ranker


def build(generation: models.Generation, ranker: Ranker, report: Report) -> int:
    stock = Stock.of(generation, ranker)
    total, clock = generation.shards.count(), shards.Clock()
    waiting = list(generation.shards.filter(done_at=None).order_by("number"))
    finished = nothing
    with beside() as submit:
        read = one_ahead(submit, (partial(shards.read, generation, shard) for shard in waiting))
        for shard, past in zip(waiting, read, strict=True):
            report("recommending", shard.number, total)
            lists = stock.lists(past, count=generation.per_user)
            # At most one waits to be written, and what went wrong with it is known before the next.
            finished()
            finished = submit(partial(shards.finish, generation, shard, lists, clock))
        finished()
    return stock.live
