"""`python -m tests.benchmarks.measuring.night FOLDER COUNT`: who has to be ranked for whom in a night, and how long the
kernel takes for it. Leaves `night.npz` in the folder, for others to do the same, and prints seconds as JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django
import numpy as np
from numpy.typing import NDArray

ROUNDS = 3
AT_ONCE = 500
Places = NDArray[np.int64]


def main() -> None:
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    django.setup()
    from django.utils import timezone

    from services.recommend.actions.ranking import load_shelf
    from services.recommend.actions.ranking.exactly import Everything
    from services.recommend.actions.ranking.learned import LearnedRanker
    from services.recommend.actions.ranking.rankers import current_ranker
    from services.recommend.queries import histories

    now, ranker = timezone.now(), current_ranker()
    assert isinstance(ranker, LearnedRanker)
    shelf = load_shelf(as_of=now, whole=True)
    past = histories.histories(histories.users(until=now), until=now)
    known = [[shelf.places[item] for item in sorted(one.items)] for one in past]
    everything = Everything.of(shelf, ranker)
    users, items = ranker.user_rows(shelf, past), ranker.item_rows(shelf)

    def kernel() -> Places:
        return best_new(lambda rows, k: everything.search.search(rows, k)[1], users, known, count)

    assert len(everything.live) == len(shelf)
    seconds, found = timed(kernel)
    ends = np.cumsum([len(one) for one in known])
    np.savez(folder / "night.npz", users=users, items=items, known=np.concatenate(known), ends=ends, found=found)
    print(json.dumps({"users": len(users), "seconds": seconds, "width": items.shape[1]}))


def best_new(search: Callable[..., Places], users: "NDArray[np.float32]", known: list[list[int]], count: int) -> Places:
    """[users, count]: the best that each does not know, of as many as may be known more."""
    found = np.empty((len(users), count), dtype=np.int64)
    for start in range(0, len(users), AT_ONCE):
        part = known[start : start + AT_ONCE]
        listed = search(users[start : start + AT_ONCE], count + max(len(one) for one in part))
        for row, (places, own) in enumerate(zip(listed, part, strict=True), start):
            found[row] = places[~np.isin(places, own)][:count]
    return found


def timed(work: Callable[[], Places]) -> tuple[float, Places]:
    """The quickest of some rounds, since a busy machine only ever makes one slower; the first is not counted."""
    found, seconds = work(), []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds), found


if __name__ == "__main__":
    main()
