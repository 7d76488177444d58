"""Who works on the shards of a run: this process, or the machines of a Ray cluster. Another one joins `executor`."""

from collections.abc import Callable
from typing import Protocol

from django.conf import settings

from services.recommend import models
from services.recommend.actions.ranking.rankers import Ranker

# Told the stage, how much of it is done, and of how much.
Report = Callable[[str, int, int], None]


class Executor(Protocol):
    def __call__(self, generation: models.Generation, ranker: Ranker, report: Report, /) -> int:
        """Work on every shard that is not done, and give back how many items may be listed."""


def executor() -> Executor:
    """The one that `BATCH_EXECUTOR` names."""
    if settings.BATCH_EXECUTOR == "ray":
        from services.recommend.actions.batch import on_ray

        return on_ray.build
    from services.recommend.actions.batch import here

    return here.build
