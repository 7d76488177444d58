"""`python -m tests.benchmarks.measuring.colleagues FILE FIRST MOMENTS`: Deskdrop through the service; prints JSON.

Kinds of events become the service's: what is viewed is clicked, bookmarks and follows are likes. An article is new when
it was first opened.
"""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import django
import numpy as np

if TYPE_CHECKING:
    from services.recommend.actions.evaluating.systems import System

KINDS = {"VIEW": "click", "LIKE": "like", "BOOKMARK": "like", "FOLLOW": "like", "COMMENT CREATED": "comment"}
_APART, _ASKED = timedelta(days=14), 4
_AT_ONCE = 5_000


def main() -> None:
    path, first, moments = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    django.setup()
    from services.recommend.actions import training
    from services.recommend.actions.evaluating import measuring, systems
    from services.recommend.actions.evaluating.windows import windows
    from services.recommend.actions.ranking.rankers import POPULAR, version_of

    end = _stock(path)
    told: dict[str, list[object]] = {"pages": [], "second": []}
    rows = {name: measuring.Rows() for name in ("ranker", "popular", "newest", "ease", "ials")}
    for number in range(first, first + moments):
        asked_until = end - number * _APART
        done = training.train(report=lambda *_told: None, until=asked_until - timedelta(days=_ASKED))
        told["pages"].append(done["pages"])
        told["second"].append(done["second"]["used"])
        ranker = version_of(done["version"])
        for window in windows(until=asked_until, count=_ASKED, days=1):
            found: dict[str, System] = {
                "ranker": partial(systems.scores, ranker),
                "popular": partial(systems.scores, POPULAR),
                "newest": systems._newest,
                **_others(window.at),
            }
            for name, system in found.items():
                measuring.rank(window, system, rows[name])
    print(json.dumps({**told, "users": rows["ranker"].users, "rows": {name: own.ndcg for name, own in rows.items()}}))


def _others(at: datetime) -> dict[str, "System"]:
    """What others did alone ranks, learnt as of the moment; what is popular, for whom it does not know."""
    from services.recommend.actions.ranking import Shelf
    from services.recommend.actions.ranking.behaviour import Behaviour
    from services.recommend.actions.ranking.popular import popular
    from services.recommend.queries.histories import History

    learnt = Behaviour.learn(until=at)
    assert learnt is not None

    def scores(name: str, shelf: Shelf, histories: Sequence[History]) -> "np.typing.NDArray[np.float32]":
        found = np.zeros((len(histories), len(shelf)), dtype=np.float32)
        found[:, learnt.places(shelf)] = learnt.scores(histories)[name]
        return np.where(found.any(axis=1, keepdims=True), found, popular(shelf))

    return {name: partial(scores, name) for name in ("ease", "ials")}


def _stock(path: str) -> datetime:
    """When the last event was."""
    from services.recommend import models
    from services.recommend.actions.ingest import keep_rows, reading
    from services.recommend.actions.ingest.shapes import MANY

    with open(path, newline="", encoding="utf-8") as file:
        events = sorted(_events(csv.DictReader(file)), key=lambda one: one["at"])
    first: dict[str, str] = {}
    for event in events:
        first.setdefault(event["item"], event["at"])
    models.Item.objects.bulk_create(models.Item(key=key, published_at=at) for key, at in first.items())
    for start in range(0, len(events), _AT_ONCE):
        keep_rows(reading.as_rows(MANY.validate_python(events[start : start + _AT_ONCE])))
    return datetime.fromisoformat(events[-1]["at"])


def _events(rows: Iterator[dict[str, str]]) -> Iterator[dict[str, str]]:
    for number, row in enumerate(rows):
        at = datetime.fromtimestamp(int(row["timestamp"]), tz=UTC).isoformat()
        yield {
            "id": str(number),
            "user": row["personId"],
            "item": row["contentId"],
            "kind": KINDS[row["eventType"]],
            "at": at,
        }


if __name__ == "__main__":
    main()
