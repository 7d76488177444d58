"""Full ranking of every live item for every user, and what each user's list was worth."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modelkit.evaluation.metrics import ndcgs
from modelkit.recommendation.truth import popularity, traits
from services.recommend.actions.evaluating.around import Around
from services.recommend.actions.evaluating.systems import System
from services.recommend.actions.evaluating.windows import Window
from services.recommend.actions.ranking import Shelf
from services.recommend.actions.ranking.shelf import Flags, Floats
from services.recommend.actions.ranking.topmost import best
from services.recommend.queries.histories import History

K = 10
DEPTH = 20
# Scores of so many users lie in memory together.
_AT_ONCE = 64
# Users of so many deeds or fewer are cold: little is known of them.
COLD = 5
# How popular what was opened had been: what "arp@10" is held against.
OPENED = "arp of opened"
Column = NDArray[np.float64]


@dataclass
class Rows:
    """One value a user and window, in the same order for every system; `users` tells whose.

    `gains`, a row of what was opened each: what its place in the list discounts it to, 0 behind the first ten;
    `chances`: that with which it had been shown, NaN where nobody told. `listed`: the keys of the first ten.

    Where somebody looked `around`: what the lists are like (`traits`), and how well the `pages` that were shown are put
    in order, as many as `shown` has; NaN where there is nothing to tell.
    """

    users: list[str] = field(default_factory=list)
    ndcg: list[float] = field(default_factory=list)
    gains: list[Column] = field(default_factory=list)
    chances: list[Column] = field(default_factory=list)
    hit: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    listed: list[list[str]] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    traits: dict[str, list[float]] = field(default_factory=dict)
    pages: dict[str, list[float]] = field(default_factory=dict)

    def only(self, chosen: Flags) -> "Rows":
        """Those of the `chosen` [users]."""
        parts: dict[str, Any] = {name: list(compress(getattr(self, name), chosen)) for name in _BY_USER}
        for name in ("traits", "pages"):
            parts[name] = {metric: list(compress(own, chosen)) for metric, own in getattr(self, name).items()}
        return Rows(**parts)


_BY_USER = ("users", "ndcg", "gains", "chances", "hit", "recall", "listed", "shown")


def rank(window: Window, system: System, rows: Rows, around: Around | None = None) -> None:
    """Add the window's users. What a user has seen is never listed; equal scores stand in the order of keys."""
    shelf, already, scores = window.shelf, len(rows.users), [np.zeros(0, dtype=np.float32)]
    for start in range(0, len(window.histories), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        found = system(shelf, window.histories[part])
        _rank(shelf, window.histories[part], window.targets[part], found, rows)
        if around:
            scores.append(around.pages.scores(found, start))
    if around:
        _describe(window, rows, rows.listed[already:], around, np.concatenate(scores))
    for targets, told in zip(window.targets, window.chances, strict=True):
        rows.chances.append(np.array([told.get(item, np.nan) for item in sorted(targets)]))


def _rank(shelf: Shelf, histories: Sequence[History], wanted: Sequence[set[str]], found: Floats, rows: Rows) -> None:
    for past, targets, own in zip(histories, wanted, found, strict=True):
        allowed = shelf.live.copy()
        allowed[shelf.closed_to(past.user, past.items)] = False
        listed = [shelf.keys[place] for place in best(np.where(allowed, own, np.float32(-np.inf)), DEPTH)]
        gains = np.array([[float(key in targets) for key in listed] + [0.0] * (DEPTH - len(listed))])
        ideal = np.ones((1, len(targets)))
        rows.users.append(past.user)
        rows.ndcg.append(float(ndcgs(gains, ideal=ideal, k=K)[0]))
        rows.hit.append(float(gains[0, :K].any()))
        rows.recall.append(float(gains[0].sum() / min(len(targets), DEPTH)))
        rows.gains.append(_gains(listed[:K], targets))
        rows.listed.append(listed[:K])


def _describe(window: Window, rows: Rows, listed: Sequence[list[str]], around: Around, scores: Floats) -> None:
    places, users = window.shelf.places, len(window.histories)
    lists = np.array([[places[key] for key in own] + [-1] * (K - len(own)) for own in listed], dtype=np.int64)
    opened = [np.array([places[item] for item in targets], dtype=np.int64) for targets in window.targets]
    told = traits(lists, around.stock) | {OPENED: popularity(opened, around.stock)}
    pages, count = around.pages.figures(scores, users)
    rows.shown += count.tolist()
    for name, values in told.items():
        rows.traits.setdefault(name, []).extend(values.tolist())
    for name, values in pages.items():
        rows.pages.setdefault(name, []).extend(values.tolist())


def _gains(listed: Sequence[str], targets: set[str]) -> Column:
    at = {item: place for place, item in enumerate(listed)}
    return np.array([1.0 / np.log2(2.0 + at[item]) if item in at else 0.0 for item in sorted(targets)])
