"""The lists of a shard as columns, and the texts that go to the database and into the digest.

Row by row they would take as long to write as to rank. Columns are made and joined outside of the interpreter, so that
others go on ranking meanwhile.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.recommend.actions.ranking import Pick, Ranked, Shelf
from services.recommend.actions.ranking.reasons import Reason
from services.recommend.actions.ranking.shelf import Places

if TYPE_CHECKING:
    import pyarrow as arrow

_DECIMALS = 6


@dataclass(frozen=True)
class Listed:
    """One user's list, best first. `reasons` are told at night only where there are pins or no deeds; none otherwise.

    `way` is the rung of the ladder that made it.
    """

    user: str
    ranked: Ranked
    reasons: Sequence[Reason] = ()
    way: str = "personal"

    @classmethod
    def of_picks(cls, user: str, shelf: Shelf, picks: Sequence[Pick], *, way: str) -> "Listed":
        places = np.array([shelf.places[pick.item] for pick in picks], dtype=np.int64)
        scores = np.array([pick.score for pick in picks], dtype=np.float32)
        told = any(pick.reason for pick in picks)
        return cls(user, Ranked(places, scores), [pick.reason for pick in picks] if told else (), way)


@dataclass(frozen=True)
class Keys:
    """The keys of a shelf, and each as JSON has it."""

    plain: "arrow.StringArray"
    quoted: "arrow.StringArray"

    @classmethod
    def of(cls, keys: Sequence[str]) -> "Keys":
        import pyarrow as arrow

        return cls(arrow.array(keys, arrow.string()), arrow.array([json.dumps(key) for key in keys], arrow.string()))


@dataclass(frozen=True)
class Columns:
    """`ends` [users + 1]: where in `places` and `scores` each list begins, and where the last one ends."""

    keys: Keys
    users: Sequence[str]
    ends: NDArray[np.int32]
    places: Places
    scores: NDArray[np.float64]
    reasons: Sequence[Sequence[Reason]] = field(repr=False)
    ways: Sequence[str]

    @classmethod
    def of(cls, keys: Keys, lists: Sequence[Listed]) -> "Columns":
        lengths = [len(one.ranked.places) for one in lists]
        none = np.zeros(0, dtype=np.float64)
        scores: NDArray[np.float64] = np.concatenate([none, *(one.ranked.scores for one in lists)])
        np.round(scores, _DECIMALS, out=scores)
        return cls(
            keys,
            [one.user for one in lists],
            np.cumsum([0, *lengths]).astype(np.int32),
            np.concatenate([none.astype(np.int64), *(one.ranked.places for one in lists)]),
            scores,
            [one.reasons for one in lists],
            [one.way for one in lists],
        )

    def __len__(self) -> int:
        return len(self.users)

    @cached_property
    def items(self) -> "arrow.ListArray":
        return self.lists_of(self.keys.plain.take(self._taken))

    @cached_property
    def items_json(self) -> "arrow.StringArray":
        return _bracketed(self.lists_of(self.keys.quoted.take(self._taken)))

    @cached_property
    def scores_json(self) -> "arrow.StringArray":
        return _bracketed(self.lists_of(numbers_json(self.scores)))

    @property
    def reasons_json(self) -> list[str]:
        return [json.dumps(list(one), separators=(",", ":")) if one else "[]" for one in self.reasons]

    @cached_property
    def lines(self) -> "arrow.StringArray":
        """What the digest of a shard is over."""
        import pyarrow as arrow
        from pyarrow import compute

        users = arrow.array([json.dumps(user) for user in self.users], arrow.string())
        return compute.binary_join_element_wise("[", users, ",", self.items_json, ",", self.scores_json, "]", "")

    def lists_of(self, values: "arrow.Array") -> "arrow.ListArray":
        """A value each, cut where the lists end."""
        import pyarrow as arrow

        return arrow.ListArray.from_arrays(arrow.array(self.ends), values)

    @property
    def _taken(self) -> "arrow.Array":
        import pyarrow as arrow

        return arrow.array(self.places)


def numbers_json(values: NDArray[np.float64]) -> "arrow.StringArray":
    """As `json.dumps` writes each, of at most six decimals."""
    import pyarrow as arrow
    from pyarrow import compute

    texts = compute.cast(arrow.array(values), arrow.string())
    # Whole numbers and very small ones are written in other ways.
    odd = (np.abs(values) < 1e-3) | (values == np.floor(values))
    if not odd.any():
        return texts
    return compute.replace_with_mask(texts, arrow.array(odd), arrow.array([repr(one) for one in values[odd].tolist()]))


def joined(texts: "arrow.StringArray") -> bytes:
    """All of them, one behind the other."""
    if not len(texts):
        return b""
    _valid, ends, data = texts.buffers()
    bounds = np.frombuffer(ends, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return bytes(data[bounds[0] : bounds[-1]])


def _bracketed(lists: "arrow.ListArray") -> "arrow.StringArray":
    from pyarrow import compute

    return compute.binary_join_element_wise("[", compute.binary_join(lists, ","), "]", "")
