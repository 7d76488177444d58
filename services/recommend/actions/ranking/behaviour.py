"""What others did beside and after an item: recommenders of modelkit, learnt from events of this service.

They bring candidates. A new source is one more line in `sources`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np

from modelkit.recommendation.data import Catalogue, Interactions
from modelkit.recommendation.data import History as Asked
from modelkit.recommendation.recommenders import Ease, Ials, Recommender, Transitions, load
from services.recommend.actions.ranking.shelf import Floats, Places, Shelf
from services.recommend.queries.histories import WANTED, History, Opened, opened

FOLDER, KEYS_FILE = "behaviour", "keys.json"
NAMES = ("ease", "ials", "transitions")
_DAYS = 90
# Some 400 MB while learning.
_MOST_ROWS = 2_000_000
# Memory of EASE and transitions grows with the square of the items: 36 MB each for so many, the most opened ones.
MOST = 3_000


def sources() -> dict[str, Recommender]:
    """Those of `modelkit.recommendation.lineup`; the dimension and the penalty fit what a small house has."""
    return {
        "ease": Ease(penalty=100.0, recency=0.6),
        "ials": Ials(dimension=32, rounds=8, recency=1.0),
        "transitions": Transitions(),
    }


@dataclass(frozen=True, eq=False)
class Behaviour:
    """`keys` are the items that the recommenders have learnt, in their order. No user is kept."""

    keys: Sequence[str]
    recommenders: dict[str, Recommender]

    @classmethod
    def learn(cls, *, until: datetime) -> "Behaviour | None":
        """From what was opened up to then; None where nothing was."""
        data = interactions(until=until)
        return cls(data.catalogue.keys, {name: one.fit(data) for name, one in sources().items()}) if data else None

    def save(self, folder: Path) -> None:
        for name, one in self.recommenders.items():
            one.save(folder / FOLDER / name)
        (folder / FOLDER / KEYS_FILE).write_text(json.dumps(list(self.keys)))

    @classmethod
    def load(cls, folder: Path) -> "Behaviour | None":
        """None where a version has none."""
        keys = folder / FOLDER / KEYS_FILE
        if not keys.exists():
            return None
        return cls(json.loads(keys.read_text()), {name: load(folder / FOLDER / name) for name in NAMES})

    def scores(self, histories: Sequence[History]) -> dict[str, Floats]:
        """By source float32 [n, keys]: 1 for the best that a history has not, 0 for what nothing speaks for."""
        asked = [self._asked(one) for one in histories]
        return {name: _relative(one.scores(asked), asked) for name, one in self.recommenders.items()}

    def best(self, history: History, count: int) -> Iterator[Places]:
        """Numbers of the keys that each recommender puts first, in no order; of what speaks for at all."""
        asked = self._asked(history)
        for one in self.recommenders.values() if len(asked) else ():
            own = one.scores([asked])[0]
            top = np.argpartition(-own, count)[:count] if len(own) > count else np.arange(len(own))
            yield top[own[top] > 0]

    def places(self, shelf: Shelf) -> Places:
        """Where each of the keys stands on the shelf, -1 for what is no longer there."""
        return shelf.standing(self.keys, owner=self)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {key: number for number, key in enumerate(self.keys)}

    def _asked(self, history: History) -> Asked:
        numbers = self._numbers
        deeds = [deed for deed in history.liked if deed.kind in WANTED and deed.item in numbers]
        return Asked.of([numbers[deed.item] for deed in deeds], times=[deed.at for deed in deeds])


def interactions(*, until: datetime, labels: Mapping[str, Sequence[str]] | None = None) -> Interactions | None:
    """What was opened up to then, of the items opened most; `labels` by user. None where nothing was."""
    rows = opened(since=until - timedelta(days=_DAYS), until=until, most=_MOST_ROWS)
    names, counts = np.unique([row.item for row in rows], return_counts=True)
    # Of equally many, the first keys: the same events learn the same.
    keys = sorted(str(one) for one in names[np.argsort(-counts, kind="stable")[:MOST]])
    return _interactions(rows, keys, labels or {}) if keys else None


def _interactions(rows: Sequence[Opened], keys: Sequence[str], labels: Mapping[str, Sequence[str]]) -> Interactions:
    numbers = {key: number for number, key in enumerate(keys)}
    kept = [row for row in rows if row.item in numbers]
    users = {user: number for number, user in enumerate(dict.fromkeys(row.user for row in kept))}
    return Interactions.of(
        [users[row.user] for row in kept],
        [numbers[row.item] for row in kept],
        [row.at.timestamp() for row in kept],
        catalogue=Catalogue(keys, [""] * len(keys)),
        user_keys=list(users),
        labels=[labels.get(user, ()) for user in users],
    )


def _relative(scores: Floats, asked: Sequence[Asked]) -> Floats:
    """Sources speak on scales of their own, and each on another for another history."""
    found = np.maximum(scores, 0.0)
    for row, one in zip(found, asked, strict=True):
        if not len(one):
            row[:] = 0.0
            continue
        open_ = np.ones(len(row), dtype=bool)
        open_[one.items] = False
        row /= max(float(row[open_].max(initial=0.0)), 1e-9)
    return np.asarray(np.minimum(found, 1.0), dtype=np.float32)
