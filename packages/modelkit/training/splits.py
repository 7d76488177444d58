"""Validation rows out of training rows: stratified, grouped, and never the only example of anything."""

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from modelkit.data.records import LabelledText, Record, ScoredPair, TextPair

RecordT = TypeVar("RecordT", bound=Record)


def split(records: Sequence[RecordT], *, share: float, limit: int, seed: int) -> tuple[list[RecordT], list[RecordT]]:
    """Training and validation records, both in their original order; validation is empty for a handful of rows.

    A label keeps at least half of its examples, and at least two, for training. All rows of one query go to one side,
    and all of one text, whatever entity they judge: what was seen in training would make validation look better than it
    is.
    """
    wanted = min(limit, round(len(records) * share))
    random = np.random.default_rng(seed)
    groups = _groups(records)
    order = random.permutation(len(groups))
    room = _room(records)
    chosen: set[int] = set()
    for turn in _by_turns(groups, records, order.tolist()):
        if len(chosen) >= wanted:
            break
        held = Counter(_stratum(records[row]) for row in groups[turn])
        if held <= room:
            room -= held
            chosen.update(groups[turn])
    train = [record for row, record in enumerate(records) if row not in chosen]
    return train, [records[row] for row in sorted(chosen)]


def _groups(records: Sequence[Record]) -> list[list[int]]:
    """Row numbers that must stay together."""
    groups: dict[object, list[int]] = {}
    for row, record in enumerate(records):
        key = record.query if isinstance(record, TextPair | ScoredPair) else record.text
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _stratum(record: Record) -> tuple[str, ...]:
    return tuple(record.labels.values()) if isinstance(record, LabelledText) else ()


def _room(records: Sequence[Record]) -> Counter[tuple[str, ...]]:
    """How many rows of each stratum validation may take."""
    counts = Counter(map(_stratum, records))
    return Counter({label: max(0, min(count // 2, count - 2)) for label, count in counts.items()})


def _by_turns(groups: Sequence[Sequence[int]], records: Sequence[Record], order: Sequence[int]) -> list[int]:
    """Groups such that any beginning of the list holds every stratum in its proportion."""
    members: dict[tuple[str, ...], list[int]] = {}
    for group in order:
        members.setdefault(_stratum(records[groups[group][0]]), []).append(group)
    placed = [((place + 0.5) / len(of), group) for of in members.values() for place, group in enumerate(of)]
    return [group for _, group in sorted(placed)]
