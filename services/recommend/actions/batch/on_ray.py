"""A run over the machines of a Ray cluster: the same function over the same ledger.

Every machine needs this package, the service's settings in its environment, and the folders of versions and lists.
`RAY_ADDRESS` names the cluster; without it, one begins on this machine and ends with the run.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils.translation import gettext as _

from services.recommend import models
from services.recommend.actions.batch import shards
from services.recommend.actions.batch.executor import Report
from services.recommend.actions.batch.stock import Stock
from services.recommend.actions.ranking.rankers import Ranker, version_named
from services.recommend.errors import RunFailed
from shared.errors import refuse

# A machine that goes away takes its shard along; another one works on it.
_RETRIES = 3


def build(generation: models.Generation, ranker: Ranker, report: Report) -> int:
    total = generation.shards.count()
    waiting = list(generation.shards.filter(done_at=None).order_by("number").values_list("number", flat=True))
    if not waiting:
        return Stock.of(generation, ranker).live
    live = 0
    with _cluster() as ray:
        work = ray.remote(num_cpus=1, max_retries=_RETRIES)(build_shard)
        pending = [work.remote(generation.pk, number) for number in waiting]
        try:
            while pending:
                report("recommending", total - len(pending), total)
                done, pending = ray.wait(pending, num_returns=1)
                live = ray.get(done[0])
        except ray.exceptions.RayError as error:
            raise RunFailed(str(getattr(error, "cause", None) or error)) from error
        finally:
            for one in pending:
                ray.cancel(one)
    return live


def build_shard(pk: int, number: int) -> int:
    """On any machine: read, rank, write. Gives back how many items may be listed."""
    close_old_connections()
    clock, stock = shards.Clock(), _stock(pk)
    generation = models.Generation.objects.get(pk=pk)
    shard = generation.shards.get(number=number)
    settled = shard.done_at is not None
    # Again where somebody was erased meanwhile.
    while not settled:
        lists = stock.lists(shards.read(generation, shard), count=generation.per_user)
        settled = shards.finish(generation, shard, lists, clock)
    return stock.live


# A process works on many shards of one run, and never on two runs at once.
@lru_cache(maxsize=1)
def _stock(pk: int) -> Stock:
    """By the version that the run began with, whatever came into force since."""
    generation = models.Generation.objects.get(pk=pk)
    return Stock.of(generation, version_named(generation.model_version))


@contextmanager
def _cluster() -> Iterator[Any]:
    if connection.vendor != "postgresql":
        raise refuse(
            "BATCH_EXECUTOR",
            _("Ray works on PostgreSQL only: an embedded database lets one process write."),
            _("Set DATABASE_URL to a PostgreSQL server, or BATCH_EXECUTOR=here."),
        )
    # Nobody outside is told what this company runs.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise refuse(
            "BATCH_EXECUTOR",
            _("Ray is not installed."),
            _("Install it by pip install 'triptych[ray]', or set BATCH_EXECUTOR=here."),
        ) from error
    # A process that Ray starts for this run knows Django before it meets a model.
    runtime = {
        "worker_process_setup_hook": "django.setup",
        "env_vars": {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
    }
    address = settings.RAY_ADDRESS or "local"
    # Only who begins a cluster may say that nobody looks at it.
    seen = False if address == "local" else None
    try:
        ray.init(address=address, runtime_env=runtime, log_to_driver=False, include_dashboard=seen)
    except (ConnectionError, RuntimeError) as error:
        raise RunFailed(str(error)) from error
    try:
        yield ray
    finally:
        ray.shutdown()
