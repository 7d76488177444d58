"""Those who are new, by what their profile tells: what others with the same labels open more than everybody does.

Nobody is looked at alone: a label that few people share is not learnt, for it would tell what each of them reads.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar

import numpy as np

from modelkit.recommendation.data import Interactions
from modelkit.recommendation.diversity import NO_SPREAD, Spread
from modelkit.recommendation.recommenders import Segments
from services.recommend.actions.ranking.behaviour import interactions
from services.recommend.actions.ranking.popular import popular
from services.recommend.actions.ranking.reasons import Reason, of_itself
from services.recommend.actions.ranking.shelf import Floats, Places, Shelf
from services.recommend.queries.histories import History
from services.recommend.queries.users import labels_by_user

FOLDER, FILE = "segments", "newcomers.json"
# A label is learnt if so many people share it; of more labels than that, those that most people share.
FEWEST, _MOST_LABELS = 20, 200
# An item that nobody opened lately is not impossible.
_LITTLE = np.float32(0.05)


@dataclass(frozen=True, eq=False)
class SegmentRanker:
    """What is popular at this moment, bent by labels. `keys` are the items learnt, in their order.

    `few`: it ranks for who has touched at most so many items, where it is asked before what those items say.
    """

    version: str
    keys: Sequence[str]
    source: Segments
    few: int = 0
    learnt: ClassVar[None] = None
    segments: ClassVar[None] = None

    @classmethod
    def fit(cls, data: Interactions, source: Segments) -> "SegmentRanker":
        return cls("", data.catalogue.keys, source.fit(data))

    def save(self, folder: Path) -> None:
        self.source.save(folder / FOLDER)
        (folder / FOLDER / FILE).write_text(json.dumps({"few": self.few, "keys": list(self.keys)}))

    @classmethod
    def load(cls, folder: Path, *, version: str) -> "SegmentRanker | None":
        """None where a version has none."""
        path = folder / FOLDER / FILE
        if not path.exists():
            return None
        told = json.loads(path.read_text())
        return cls(version, told["keys"], Segments.load(folder / FOLDER), told["few"])

    def as_of(self, moment: datetime) -> "SegmentRanker":
        data = labelled(until=moment)
        return self if data is None else replace(self.fit(data, replace(self.source)), few=self.few)

    def knows(self, shelf: Shelf, history: History) -> bool:
        return bool(self._known(history))

    def scores(self, shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[Floats]:
        base, standing = np.log(popular(shelf) + _LITTLE), shelf.standing(self.keys, owner=self)
        found = []
        for one, at in zip(histories, places, strict=True):
            own = base.copy()
            own[standing[standing >= 0]] += self.source.leanings(self._known(one)).sum(axis=0)[standing >= 0]
            found.append(own[at])
        return found

    def blame(self, shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[Floats]:
        return self.scores(shelf, histories, places)

    def reasons(self, shelf: Shelf, history: History, places: Places) -> list[Reason]:
        """The label that speaks most for each, where one does; else what would be said to anybody."""
        names, standing = self._known(history), shelf.standing(self.keys, owner=self)
        leanings = np.zeros((len(names), len(shelf)), dtype=np.float32)
        leanings[:, standing[standing >= 0]] = self.source.leanings(names)[:, standing >= 0]
        best = leanings[:, places].argmax(axis=0)
        return [
            _of_label(names[label]) if leanings[label, place] > 0 else of_itself(shelf, place)
            for label, place in zip(best.tolist(), places.tolist(), strict=True)
        ]

    def spread(self, budget: float) -> Spread:
        return NO_SPREAD

    def _known(self, history: History) -> list[str]:
        return [label for label in history.labels if label in self.source.numbers]


def labelled(*, until: datetime) -> Interactions | None:
    """What people did, with those of their labels that enough of them share; None where there are no such labels."""
    told = labels_by_user()
    data = interactions(until=until, labels=told) if told else None
    if data is None:
        return None
    counted = Counter(label for own in data.labels for label in own)
    shared = {label for label, people in counted.most_common(_MOST_LABELS) if people >= FEWEST}
    kept = [[label for label in own if label in shared] for own in data.labels]
    return replace(data, labels=kept) if shared else None


def _of_label(label: str) -> Reason:
    name, _equals, value = label.partition("=")
    return {"kind": "segment", "attribute": name, "value": value}
