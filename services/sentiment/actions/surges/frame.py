"""Rows of counts as arrays, one row a series."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from services.sentiment.actions.surges.detectors import Block
from services.sentiment.queries.bins import bin_number

Row = tuple[datetime, str, str, str, int, int]


@dataclass(frozen=True)
class Frame:
    """Counts of the series `keys`, and which outlet groups stand behind the negative ones."""

    keys: list[str]
    block: Block
    # Sorted by series, then bin: [series * span + bin, group].
    places: NDArray[np.int64]
    groups: NDArray[np.int64]
    before: int

    def groups_behind(self, series: int, last: int, bins: int) -> int:
        """Distinct groups with something negative in the window that ends with bin `last`."""
        span = self.before + self.block.bins
        at = series * span + last - self.block.start + self.before
        first, end = np.searchsorted(self.places, [max(at - bins + 1, series * span), at + 1])
        return len(np.unique(self.groups[first:end]))


def series_key(row: Row, series_by: Sequence[str]) -> str:
    """`entity=acme` or `entity=acme,topic=legal`."""
    values = {"entity": row[1], "topic": row[2]}
    return ",".join(f"{label}={values[label]}" for label in series_by)


def labels_of(key: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in key.split(",") if part)


def make_frame(
    rows: Iterable[Row], *, keys: Sequence[str], series_by: Sequence[str], first: int, end: int, before: int = 16
) -> Frame:
    """Rows from `before` bins earlier are only asked for their groups."""
    places = {key: place for place, key in enumerate(keys)}
    negative, total = np.zeros((2, len(keys), max(end - first, 0)), dtype=np.int64)
    behind: list[tuple[int, int]] = []
    numbers: dict[str, int] = {}
    span = before + max(end - first, 0)
    for row in rows:
        place = places.get(series_key(row, series_by))
        column = bin_number(row[0]) - first
        if place is None or not -before <= column < end - first:
            continue
        if column >= 0:
            negative[place, column] += row[4]
            total[place, column] += row[5]
        if row[4]:
            behind.append((place * span + column + before, numbers.setdefault(row[3], len(numbers))))
    pairs = np.array(sorted(behind), dtype=np.int64).reshape(-1, 2)
    return Frame(list(keys), Block(first, negative, total), pairs[:, 0], pairs[:, 1], before)


def keys_of(
    rows: Iterable[Row], *, entities: Sequence[str], series_by: Sequence[str], known: Sequence[str]
) -> list[str]:
    """Those known keep their order; new ones follow. Series by entity alone exist before anything is written."""
    found = {f"entity={key}" for key in entities} if list(series_by) == ["entity"] else set()
    found |= {series_key(row, series_by) for row in rows}
    return [*known, *sorted(found - set(known))]
