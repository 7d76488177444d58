"""What the final ranker sees of a user and an item: text, popularity, age and habits.

What others did brings candidates and is no feature. A source learnt anew knows the clicks of an item's first hours; one
learnt days ago, as examples see it, does not know the item at all: weights fitted on the second bury what is new.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from services.recommend.actions.ranking import text
from services.recommend.actions.ranking.shelf import Codes, Floats, Places, Shelf
from services.recommend.actions.ranking.touched import Touched
from services.recommend.queries.histories import History

NAMES = ("interest", "last", "popularity", "trend", "fresh", "price", "language", "section", "known")
# Fewer deeds say little about habits: as if so many more had been spread evenly.
_PRIOR = 2.0
# Vectors of so many items: 0.4 MB of 384 numbers each.
_NEAR = 256


@dataclass(frozen=True)
class Told:
    """What histories say: unit `interest` and `last` [n, dim], habits [n, groups], `known` [n]: log of 1 + deeds.

    `price` [n] is the mean of what was touched, as the shelf has it; NaN where nothing of it had one. Dismissals turn
    `interest` away, and count for nothing else.
    """

    liked: Touched
    interest: Floats
    last: Floats
    language: Floats
    section: Floats
    price: Floats
    known: Floats

    @classmethod
    def of(cls, shelf: Shelf, histories: Sequence[History]) -> "Told":
        touched, groups = Touched.of(shelf, histories), shelf.groups
        liked = touched.liked
        return cls(
            liked=liked,
            interest=text.unit(text.interest(shelf, touched, histories)),
            last=_last(shelf, liked),
            language=_habits(liked, shelf.language)[:, groups.language],
            section=_habits(liked, shelf.category)[:, groups.category],
            price=_price(shelf, liked),
            known=np.log1p(liked.deeds()).astype(np.float32),
        )

    @classmethod
    def of_one(cls, shelf: Shelf, history: History) -> "Told":
        """Kept with the history: its candidates are looked for by what they are then ranked by."""
        kept: dict[Hashable, Told] = history.memo
        if shelf not in kept:
            kept[shelf] = cls.of(shelf, [history])
        return kept[shelf]

    @classmethod
    def together(cls, shelf: Shelf, histories: Sequence[History]) -> "Told":
        """Each row is kept with its history: the night looks for everybody's best, and then scores what it found."""
        told = cls.of(shelf, histories)
        for row, history in enumerate(histories):
            history.memo[shelf, "together"] = told, row
        return told


def features(shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[Floats]:
    """For each history, float32 [places, NAMES] of the items at its places of the shelf."""
    if not places:
        return []
    return [_rows(shelf, told, row, at) for (told, row), at in zip(_told(shelf, histories), places, strict=True)]


def _told(shelf: Shelf, histories: Sequence[History]) -> list[tuple[Told, int]]:
    """For each history, what is told and in which row."""
    kept = [one for history in histories if (one := history.memo.get((shelf, "together")))]
    if len(kept) == len(histories):
        return kept
    told = Told.of_one(shelf, histories[0]) if len(histories) == 1 else Told.of(shelf, histories)
    return [(told, row) for row in range(len(histories))]


def _rows(shelf: Shelf, told: Told, row: int, at: Places) -> Floats:
    """Of one history. `take` does the same as an index, and sooner."""
    codes = shelf.groups.codes.take(at)
    found = np.empty((len(at), len(NAMES)), dtype=np.float32)
    # Reading the vectors is what takes the time: both in one pass, and no more than stays near the processor.
    asked = np.stack([told.interest[row], told.last[row]], axis=1)
    for start in range(0, len(at), _NEAR):
        part = slice(start, start + _NEAR)
        np.matmul(shelf.vectors.take(at[part], axis=0), asked, out=found[part, :2])
    found[:, 2] = shelf.relative_popularity.take(at)
    found[:, 3] = shelf.relative_trend.take(at)
    found[:, 4] = shelf.freshness.take(at)
    found[:, 5] = _price_nearness(shelf, told.price[row], at)
    found[:, 6] = told.language[row].take(codes)
    found[:, 7] = told.section[row].take(codes)
    found[:, 8] = told.known[row]
    return found


def _last(shelf: Shelf, touched: Touched) -> Floats:
    """The vector of what each touched last; zeros where nothing was."""
    found = np.zeros((touched.count, shelf.vectors.shape[1]), dtype=np.float32)
    deeds = touched.deeds()
    # Rows stand together and deeds come oldest first.
    ends = (np.cumsum(deeds) - 1)[deeds > 0]
    found[deeds > 0] = shelf.vectors[touched.place[ends]]
    return found


def _price(shelf: Shelf, touched: Touched) -> Floats:
    found = np.full(touched.count, np.nan, dtype=np.float32)
    if shelf.relative_price is None:
        return found
    own = shelf.relative_price[touched.place]
    priced = ~np.isnan(own)
    rows = touched.row[priced]
    counts, sums = np.bincount(rows, minlength=touched.count), np.bincount(rows, own[priced], minlength=touched.count)
    np.divide(sums, counts, out=found, where=counts > 0, casting="unsafe")
    return found


def _price_nearness(shelf: Shelf, usual: np.float32, at: Places) -> Floats:
    """Minus the square of how far the price is from what is usual for the user; 0 where nothing is usual.

    An item without a price is as far away as those with one are on average: it is neither favoured nor buried.
    """
    if np.isnan(usual):
        return np.zeros(len(at), dtype=np.float32)
    price, square = (one.take(at) for one in shelf.price_and_square)
    return np.asarray(2.0 * usual * price - square - usual**2, dtype=np.float32)


def _habits(touched: Touched, values: Codes) -> Floats:
    """How often what the user touched had each value, drawn towards what is usual; [n, names]."""
    counts = touched.counts(values.codes, len(values.names))
    shares = (counts + _PRIOR * values.usual) / (touched.deeds()[:, None] + _PRIOR)
    return np.asarray(np.log(shares / np.maximum(values.usual, 1e-9)), dtype=np.float32)
