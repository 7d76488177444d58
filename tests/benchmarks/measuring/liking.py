"""`python -m tests.benchmarks.measuring.liking DRAWS`: ways to list for simulated readers, what these like, and what is
claimed of it; prints JSON.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from unittest import mock

import django
import numpy as np

if TYPE_CHECKING:
    from services.recommend.actions.ranking.rankers import Ranker

# The cap of the fair figure was chosen on the sixteen draws from 100 on.
_FIRST_SEED, _DAYS, _HELD = 200, 28, 4


def main() -> None:
    django.setup()
    from services.recommend.actions.training import gate

    told: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for draw in range(int(sys.argv[1])):
        now = _open(seed=_FIRST_SEED + draw)
        ways = _ways(now)
        for name, ranker in ways.items():
            told[name]["liked"].append(_liked(ranker, now))
            for until in (now, now - timedelta(days=_HELD)):
                verdict = gate.judge(ranker, ways["first stage"], until=until)
                assert verdict.fair is not None
                told[name]["ndcg"].append(float(verdict.difference.low > 0))
                told[name]["fair"].append(float(verdict.fair.low > 0))
    print(json.dumps(told))


def _open(*, seed: int) -> datetime:
    from django.core.management import call_command
    from django.utils import timezone

    from services.recommend.actions import demo
    from services.recommend.actions.ranking import forget_shelf
    from services.recommend.sample.magazine.readers import read
    from tests.recommend.readers import open_magazine

    call_command("flush", interactive=False, verbosity=0)
    forget_shelf()
    with mock.patch.object(demo, "read", partial(read, seed=seed)):
        open_magazine()
    return timezone.now()


def _ways(now: datetime) -> dict[str, "Ranker"]:
    from services.recommend.actions.ranking.learned import LearnedRanker
    from services.recommend.actions.ranking.rankers import TEXT
    from services.recommend.actions.training import second
    from services.recommend.actions.training.examples import days, join, shown
    from services.recommend.actions.training.fitting import fit_best

    parts = list(days(shown, until=now, count=_DAYS))
    validation = join(parts[-2 * _HELD : -_HELD])
    first = LearnedRanker("first", fit_best(join(parts[: -2 * _HELD]), validation))
    learn = partial(second.learn, first, validation, until=now - timedelta(days=2 * _HELD), days=_DAYS - 2 * _HELD)
    with _blind():
        opened = learn()
    return {
        "first stage": first,
        "second stage, taught by what was opened": replace(first, second=opened),
        "… by how seldom it was shown": replace(first, second=learn()),
        "texts": TEXT,
    }


@contextmanager
def _blind() -> Iterator[None]:
    """As if no chances were known."""
    from services.recommend.actions.evaluating import comparing

    with mock.patch.object(comparing, "ENOUGH", np.inf):
        yield


def _liked(ranker: "Ranker", now: datetime) -> float:
    from tests.recommend.readers import liking

    return liking(ranker, now=now)


if __name__ == "__main__":
    main()
