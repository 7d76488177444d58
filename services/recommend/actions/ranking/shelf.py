"""Everything that may be recommended, as arrays side by side: one row an item."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from services.recommend.actions.ranking.nearest import Nearest

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]
Times = NDArray[np.float64]

_FRESH_DAYS = 7.0


@dataclass(frozen=True)
class Codes:
    """One value an item, as a number into `names`; `usual` is how often each occurs."""

    names: dict[str, int]
    codes: Places
    usual: Times

    @classmethod
    def of(cls, values: Sequence[str]) -> "Codes":
        names = {name: number for number, name in enumerate(sorted(set(values)))}
        return cls.numbered(names, np.array([names[value] for value in values], dtype=np.int64))

    @classmethod
    def numbered(cls, names: dict[str, int], codes: Places) -> "Codes":
        return cls(names, codes, np.bincount(codes, minlength=len(names)) / max(len(codes), 1))

    def name(self, code: int) -> str:
        return next(name for name, number in self.names.items() if number == code)

    def among(self, values: Sequence[str]) -> Flags:
        """Which numbers stand for one of these values, bool [names]."""
        found = np.zeros(len(self.names), dtype=bool)
        found[[self.names[value] for value in values if value in self.names]] = True
        return found


@dataclass(frozen=True)
class Groups:
    """The pairs of language and category that occur: `codes` [items]; what each pair is made of, [groups] each."""

    codes: Places
    language: Places
    category: Places

    @classmethod
    def of(cls, language: Codes, category: Codes) -> "Groups":
        pairs = language.codes * max(len(category.names), 1) + category.codes
        kinds, codes = np.unique(pairs, return_inverse=True)
        return cls(codes, kinds // max(len(category.names), 1), kinds % max(len(category.names), 1))

    def __len__(self) -> int:
        return len(self.language)


# Compared by identity: what is worked out for one shelf is kept with it, and goes with it.
@dataclass(frozen=True, eq=False)
class Shelf:
    """`vectors` are unit length, zero where an item has no text, and `mean` was taken out of them before.

    `popularity` fades with days, `trend` with hours. `price` is log(1 + price), NaN where there is none. Times in
    seconds; `live` is as of `as_of`.
    """

    keys: list[str]
    places: dict[str, int]
    vectors: Floats
    mean: Floats
    popularity: Floats
    trend: Floats
    price: Floats
    published: Times
    expires: Times
    available: Flags
    category: Codes
    language: Codes
    owner: Codes
    as_of: float
    nearest: Nearest

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def live(self) -> Flags:
        flags: Flags = self.available & (self.published <= self.as_of) & (self.expires > self.as_of)
        return flags

    @cached_property
    def groups(self) -> Groups:
        return Groups.of(self.language, self.category)

    def owned_by(self, user: str) -> Places:
        """The places of what is the user's own."""
        code = self.owner.names.get(user)
        return np.zeros(0, dtype=np.int64) if code is None else np.flatnonzero(self.owner.codes == code)

    def closed_to(self, user: str, touched: Iterable[str]) -> Places:
        """The places of what is never listed for the user: what they touched, and what is their own."""
        known = np.array([self.places[item] for item in touched if item in self.places], dtype=np.int64)
        own = self.owned_by(user)
        return np.concatenate([known, own]) if len(own) else known

    @cached_property
    def members(self) -> list[Places]:
        """The places of each group."""
        order = np.argsort(self.groups.codes, kind="stable")
        return np.split(order, np.cumsum(np.bincount(self.groups.codes, minlength=len(self.groups)))[:-1])

    @cached_property
    def relative_popularity(self) -> Floats:
        """0 to 1 beside the most popular item, on the scale of logarithms."""
        return _relative(self.popularity)

    @cached_property
    def relative_trend(self) -> Floats:
        """The same of what is opened right now."""
        return _relative(self.trend)

    @cached_property
    def relative_price(self) -> Floats | None:
        """Beside what is usual on this shelf, so that squares stay small; None where nothing has a price."""
        priced = ~np.isnan(self.price)
        return np.asarray(self.price - self.price[priced].mean(), dtype=np.float32) if priced.any() else None

    @cached_property
    def price_and_square(self) -> tuple[Floats, Floats]:
        """`relative_price` and its square, [items] each, on average of the shelf where an item has no price."""
        price = np.zeros(len(self), dtype=np.float32) if self.relative_price is None else self.relative_price
        square, known = np.square(price), ~np.isnan(price)
        return np.nan_to_num(price), np.where(known, square, square[known].mean() if known.any() else 0.0)

    @cached_property
    def freshness(self) -> Floats:
        """1 for what was published just now, fading."""
        age_days = np.maximum(self.as_of - self.published, 0.0) / 86_400.0
        return np.asarray(np.exp(-age_days / _FRESH_DAYS), dtype=np.float32)

    def prepare(self) -> "Shelf":
        """What the first request would have to wait for is worked out now."""
        _lists = (self.live, self.members)
        _figures = (self.relative_popularity, self.relative_trend, self.price_and_square, self.freshness)
        return self

    def standing(self, keys: Sequence[str], *, owner: Hashable) -> Places:
        """Where each of the keys stands, -1 for what is not there; found once for each owner."""
        if (owner, "places") not in self.memo:
            self.memo[owner, "places"] = np.array([self.places.get(key, -1) for key in keys], dtype=np.int64)
        return self.memo[owner, "places"]

    @cached_property
    def memo(self) -> dict[Hashable, Places]:
        """What others work out once a shelf."""
        return {}


def _relative(signs: Floats) -> Floats:
    # Of the most itself exactly 1: the logarithm of a number alone may be another in its last bit.
    scaled = np.log1p(signs)
    return np.asarray(scaled / max(scaled.max(initial=0.0), np.log1p(1.0)), dtype=np.float32)
