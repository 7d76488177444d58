"""The best of every query, exactly, over so many items that scores are never held all at once.

Products are taken tile by tile, small enough to stay in the processor's cache, and only what clears each query's bar,
its count-th best so far, is kept: after the first tiles that is next to nothing. What is left is scored once more in
double precision, so that neither the size of the tiles nor the number of threads nor the processor changes a list.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
NOTHING = -1

# 1,024 queries against 1,024 items are 4 MiB of scores, which the next step still finds in the cache.
_QUERIES, _ITEMS = 1024, 1024
# Kept beside the best: those too near to the bar for single precision to tell apart, and room for newcomers.
_NEAR, _ROOM = 32, 512
# Queries that are settled together.
_SETTLED = 64
_HALF_ULP = 2.0**-24


@dataclass(frozen=True, slots=True)
class Best:
    """Best first: `places` [queries, count] of items, -1 where there are fewer; `scores` beside them, -inf there.

    Equal scores stand in the order of places.
    """

    places: Places
    scores: Floats


@dataclass(frozen=True, slots=True)
class Grouped:
    """What a query gives to every item of a group: `table` [queries, groups], `codes` [items] say the group."""

    table: Floats
    codes: Places


def top_k(
    queries: Floats,
    items: Floats,
    count: int,
    *,
    bias: Floats | None = None,
    grouped: Grouped | None = None,
    left_out: Sequence[Places] | None = None,
) -> Best:
    """The `count` items [items, dim] of the highest `query · item + bias + grouped` for each query [queries, dim].

    `bias` [items] is due to an item alone; `left_out` names for each query the places it must not get.
    """
    asked = _Asked.of(queries, items, bias, grouped, left_out)
    found = Best(
        np.full((len(queries), count), NOTHING, dtype=np.int64), np.full((len(queries), count), -np.inf, np.float32)
    )
    if count and len(items):
        for start in range(0, len(queries), _QUERIES):
            rows = slice(start, min(start + _QUERIES, len(queries)))
            _Race(asked, rows, count).run(found)
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """The arguments, checked; `out` are the (query, place) pairs that may not win, ordered by place.

    `reach` [queries] is how far single precision may be off.
    """

    queries: Floats
    items: Floats
    bias: Floats
    grouped: Grouped | None
    reach: Floats
    out: tuple[Places, Places]

    @classmethod
    def of(
        cls,
        queries: Floats,
        items: Floats,
        bias: Floats | None,
        grouped: Grouped | None,
        left_out: Sequence[Places] | None,
    ) -> "_Asked":
        own = np.ascontiguousarray(queries, dtype=np.float32)
        other = np.ascontiguousarray(items, dtype=np.float32)
        added = np.zeros(len(other), dtype=np.float32) if bias is None else np.asarray(bias, dtype=np.float32)
        return cls(own, other, added, grouped, _reach(own, other, added, grouped), _pairs(left_out))

    def exact(self, rows: Places, places: Places) -> Floats:
        """Scores of a few items [rows, some] for each of these queries: summed in double precision, then rounded."""
        items = torch.from_numpy(self.items[places]).double()
        asked = torch.from_numpy(self.queries[rows]).double()
        scores: NDArray[np.float64] = torch.bmm(items, asked[:, :, None])[:, :, 0].numpy() + self.bias[places]
        if self.grouped is not None:
            scores += self.grouped.table[rows[:, None], self.grouped.codes[places]]
        # What differs by the order of summing alone is equal.
        return scores.astype(np.float32)


def _reach(queries: Floats, items: Floats, bias: Floats, grouped: Grouped | None) -> Floats:
    """The usual bound of a sum of products (Higham 2002, section 3.1), twice."""
    longest = math.sqrt(float(np.einsum("ij,ij->i", items, items).max(initial=0.0)))
    size = np.linalg.norm(queries, axis=1) * longest * (items.shape[1] + 2)
    added = float(np.abs(bias).max(initial=0.0))
    if grouped is not None:
        added += float(np.abs(grouped.table).max(initial=0.0))
    found: Floats = (2.0 * _HALF_ULP * (size + 2.0 * added)).astype(np.float32)
    return found


def _pairs(left_out: Sequence[Places] | None) -> tuple[Places, Places]:
    if not left_out:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    rows = np.repeat(np.arange(len(left_out)), [len(one) for one in left_out])
    places = np.concatenate([np.asarray(one, dtype=np.int64) for one in left_out])
    order = np.argsort(places, kind="stable")
    return rows[order], places[order]


class _Race:
    """Some queries against all items. What has cleared the bar waits in `scores` and `places` [queries, width]."""

    def __init__(self, asked: _Asked, rows: slice, count: int) -> None:
        self.asked, self.rows, self.count = asked, rows, count
        self.size, self.kept = rows.stop - rows.start, count + _NEAR
        self.scores = np.full((self.size, self.kept + _ROOM), -np.inf, dtype=np.float32)
        self.places = np.full((self.size, self.kept + _ROOM), NOTHING, dtype=np.int64)
        self.filled = np.full(self.size, self.kept, dtype=np.int64)
        self.bar = np.full(self.size, -np.inf, dtype=np.float32)
        self.buffer = torch.empty(self.size * _ITEMS)
        self.cleared = np.empty(self.size * _ITEMS, dtype=bool)
        self.table = None if asked.grouped is None else torch.from_numpy(asked.grouped.table[rows])
        rows_out, places_out = asked.out
        mine = (rows_out >= rows.start) & (rows_out < rows.stop)
        self.out = (rows_out[mine] - rows.start, places_out[mine])

    def run(self, found: Best) -> None:
        total, start, step = len(self.asked.items), 0, min(_ROOM, _ITEMS)
        while start < total:
            # Before there is a bar everything clears it: the first tile is as large as the room for newcomers.
            tile = slice(start, min(start + step, total))
            self._pass(self._score(tile), tile)
            start, step = tile.stop, _ITEMS
        self._keep_best()
        for start in range(0, self.size, _SETTLED):
            rows = np.arange(start, min(start + _SETTLED, self.size))
            self._settle(rows, found)

    def _score(self, tile: slice) -> Floats:
        """Scores [queries, tile] in single precision."""
        asked = self.asked
        out = self.buffer[: self.size * (tile.stop - tile.start)].view(self.size, -1)
        queries, items = torch.from_numpy(asked.queries[self.rows]), torch.from_numpy(asked.items[tile])
        torch.addmm(torch.from_numpy(asked.bias[tile]), queries, items.T, out=out)
        if asked.grouped is not None and self.table is not None:
            out += self.table.index_select(1, torch.from_numpy(asked.grouped.codes[tile]))
        rows, places = self.out
        low, high = np.searchsorted(places, [tile.start, tile.stop])
        scores: Floats = out.numpy()
        scores[rows[low:high], places[low:high] - tile.start] = -np.inf
        return scores

    def _pass(self, scores: Floats, tile: slice) -> None:
        cleared = self.cleared[: scores.size].reshape(scores.shape)
        np.greater(scores, self.bar[:, None], out=cleared)
        flat = np.flatnonzero(cleared)
        if not len(flat):
            return
        rows, columns = np.divmod(flat, scores.shape[1])
        values = scores.ravel()[flat]
        new = np.bincount(rows, minlength=self.size)
        if (self.filled + new).max() > self.scores.shape[1]:
            # Where newcomers find no room, what has lost by now makes some.
            self._keep_best()
            still = values > self.bar[rows]
            rows, columns, values = rows[still], columns[still], values[still]
            new = np.bincount(rows, minlength=self.size)
            self._widen(int((self.filled + new).max()))
        behind = self.filled[rows] + np.arange(len(rows)) - (np.cumsum(new) - new)[rows]
        self.scores[rows, behind] = values
        self.places[rows, behind] = columns + tile.start
        self.filled += new

    def _widen(self, width: int) -> None:
        """Many equal scores: all of them have to be kept until they are settled."""
        more = width - self.scores.shape[1]
        if more > 0:
            self.scores = np.pad(self.scores, ((0, 0), (0, more)), constant_values=-np.inf)
            self.places = np.pad(self.places, ((0, 0), (0, more)), constant_values=NOTHING)

    def _keep_best(self) -> None:
        best = torch.topk(torch.from_numpy(self.scores), self.kept, dim=1)
        values, order = best.values.numpy(), best.indices.numpy()
        # Two may change places that are off by as much as single precision may be, in opposite directions.
        bar = values[:, self.count - 1] - 2.0 * self.asked.reach[self.rows]
        places = np.take_along_axis(self.places, order, axis=1)
        for row in np.flatnonzero((values[:, -1] >= bar) & np.isfinite(bar)):
            # More stand at the bar than are kept beside the best: which of them win is settled now.
            places[row], values[row] = self._settled(int(row))
        self.scores[:, : self.kept], self.scores[:, self.kept :] = values, -np.inf
        self.places[:, : self.kept] = places
        self.filled[:] = self.kept
        self.bar = np.maximum(self.bar, bar)

    def _settled(self, row: int) -> tuple[Places, Floats]:
        """The best of one crowded row, filled up with nothing."""
        there = self.places[row][self.scores[row] > -np.inf]
        places, scores = np.full(self.kept, NOTHING, dtype=np.int64), np.full(self.kept, -np.inf, dtype=np.float32)
        exact = self.asked.exact(np.array([self.rows.start + row]), there[None])[0]
        order = np.lexsort((there, -exact))[: self.count]
        places[: len(order)], scores[: len(order)] = there[order], exact[order]
        return places, scores

    def _settle(self, rows: Places, found: Best) -> None:
        """The best of some rows by double precision, equal ones in the order of places."""
        places, there = self.places[rows, : self.kept], self.scores[rows, : self.kept] > -np.inf
        exact = np.where(there, self.asked.exact(self.rows.start + rows, np.maximum(places, 0)), -np.inf)
        order = np.lexsort((places, -exact), axis=1)[:, : self.count]
        at = slice(self.rows.start + int(rows[0]), self.rows.start + int(rows[-1]) + 1)
        won = np.take_along_axis(exact, order, axis=1)
        found.scores[at] = won
        found.places[at] = np.where(won > -np.inf, np.take_along_axis(places, order, axis=1), NOTHING)
