"""The last few dozen, by their words: what a user opened lately is read together with each of them.

Numbers say how near two texts are; read together, they say what of one speaks for the other. That takes a thousand
times as long, so only what the stages before put on top is read, and only where a training found that it lists better.
"""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import logit

from services.recommend.actions.ranking.second import above
from services.recommend.actions.ranking.shelf import Flags, Floats, Places, Shelf
from services.recommend.actions.ranking.topmost import best
from services.recommend.queries.histories import History
from services.recommend.queries.items_text import Words, words_of

if TYPE_CHECKING:
    from modelkit.models import PairScorer

# Always as many, however long a list is, as in the second stage.
FEW = 24
FILE, FOLDER = "cross.json", "cross"
# What is read costs time by its length: of a history the latest titles, of a candidate the beginning of each field.
_TITLES, _MOST = 4, 120
# A score of one, rounded, has no logarithm of odds.
_SURE = 1e-6
Pair = tuple[str, str]
# Passes side by side would share the same cores, and a model is loaded once.
_one_at_a_time = RLock()


@dataclass(frozen=True, eq=False)
class CrossEncoder:
    """`folder` holds a PairScorer. What was said before counts `before`, what is read `read`; `level` is added."""

    folder: Path
    before: float
    read: float
    level: float = 0.0

    def again(
        self,
        shelf: Shelf,
        histories: Sequence[History],
        places: Sequence[Places],
        odds: Sequence[Floats],
        shown: Sequence[Flags],
    ) -> list[Floats]:
        """Odds [places] with the best few of what may be `shown` judged by their words, and all others below them.

        Each user's few are read by themselves, so that sums are the same to the last bit, alone or among others.
        """
        few = [best(np.where(own, one, np.float32(-np.inf)), FEW) for one, own in zip(odds, shown, strict=True)]
        asked = [at[own] for at, own in zip(places, few, strict=True)]
        pairs = pairs_of(shelf, histories, asked)
        found = []
        for one, may, own, read in zip(odds, shown, few, pairs, strict=True):
            judged = self._judged(one[own], read, self.logits([pair for pair in read if pair]))
            found.append(above(one, may, own, judged) if any(read) else one)
        return found

    def blame(
        self, shelf: Shelf, histories: Sequence[History], places: Sequence[Places], odds: Sequence[Floats]
    ) -> list[Floats]:
        """Odds of places that stand in a list, best first: the first few are those that are judged by their words.

        A pair that comes again, since what was taken away is older than what is read, is read once.
        """
        pairs = pairs_of(shelf, histories, [at[:FEW] for at in places])
        distinct = list(dict.fromkeys(pair for read in pairs for pair in read if pair))
        known = dict(zip(distinct, self.logits(distinct).tolist(), strict=True))
        found = [one.copy() for one in odds]
        for one, read in zip(found, pairs, strict=True):
            told = np.array([known[pair] for pair in read if pair], dtype=np.float32)
            one[: len(read)] = self._judged(one[: len(read)], read, told)
        return found

    def odds(self, before: Floats, logits: Floats) -> Floats:
        """Logarithms of odds [n] of those of the stages before and what reading says."""
        return np.asarray(self.before * before + self.read * logits + self.level, dtype=np.float32)

    def logits(self, pairs: Sequence[Pair]) -> Floats:
        """What reading says of each pair, [n]."""
        if not pairs:
            return np.zeros(0, dtype=np.float32)
        with _one_at_a_time:
            scores = self._scorer.score(pairs)
        return np.asarray(logit(np.clip(scores.astype(np.float64), _SURE, 1 - _SURE)), dtype=np.float32)

    def save(self, folder: Path) -> None:
        shutil.copytree(self.folder, folder / FOLDER)
        (folder / FILE).write_text(json.dumps({"before": self.before, "read": self.read, "level": self.level}))

    @classmethod
    def load(cls, folder: Path) -> "CrossEncoder | None":
        """None where a version has none. The model itself is loaded by whoever first asks it something."""
        if not (folder / FILE).exists():
            return None
        return cls(folder / FOLDER, **json.loads((folder / FILE).read_text()))

    def _judged(self, before: Floats, pairs: Sequence[Pair | None], logits: Floats) -> Floats:
        """Of whom nothing can be read, the stages before have the last word: theirs are chances too."""
        told = np.array([pair is not None for pair in pairs], dtype=bool)
        found = before.copy()
        found[told] = self.odds(before[told], logits)
        return found

    @cached_property
    def _scorer(self) -> "PairScorer":
        # It brings torch along, which a process that judges nothing by words has no use for.
        from modelkit.models import PairScorer

        scorer = PairScorer.from_pretrained(self.folder)
        scorer.settle()
        return scorer


def pairs_of(shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[list[Pair | None]]:
    """For each history and its places, what is read together; None where either side has no words."""
    lately = [_lately(shelf, one) for one in histories]
    keys = {shelf.keys[place] for at in places for place in at}
    words = words_of({*keys, *(item for items in lately for item in items)}, most=_MOST)
    passages = {key: _passage(words[key]) for key in keys if key in words}
    return [
        [(query, passage) if query and (passage := passages.get(shelf.keys[place])) else None for place in at]
        for query, at in zip((_query(items, words) for items in lately), places, strict=True)
    ]


def _lately(shelf: Shelf, history: History) -> list[str]:
    """The items that the user turned to, each at its latest, newest first."""
    turned_to = (deed.item for deed in reversed(history.liked) if deed.item in shelf.places)
    return list(dict.fromkeys(turned_to))[:_TITLES]


def _query(items: Iterable[str], words: Mapping[str, Words]) -> str:
    return "\n".join(text for item in items if item in words and (text := _begin(words[item].heading)))


def _passage(words: Words) -> str:
    parts = [_begin(words.title), _begin(words.description), _begin(", ".join(words.tags))]
    return "\n".join(part for part in parts if part)


def _begin(text: str) -> str:
    return text[:_MOST].strip()
