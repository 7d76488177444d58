"""Full ranking of every live item for every user, and the figures of it by user."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from modelkit.evaluation.intervals import bootstrap
from modelkit.evaluation.metrics import ndcgs
from modelkit.evaluation.significance import paired_bootstrap
from services.recommend.actions.evaluating.systems import BASELINE, System
from services.recommend.actions.evaluating.windows import Window
from services.recommend.actions.ranking import Shelf
from services.recommend.actions.ranking.topmost import best
from services.recommend.queries.histories import History

K = 10
DEPTH = 20
# Scores of so many users lie in memory together.
_AT_ONCE = 64
# Users of so many deeds or fewer are cold: little is known of them.
COLD = 5
Figure = dict[str, float]


@dataclass
class Rows:
    """One value a user and window, in the same order for every system."""

    ndcg: list[float] = field(default_factory=list)
    hit: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)


def rank(window: Window, system: System, rows: Rows) -> None:
    """Add the window's users. What a user has seen is never listed; equal scores stand in the order of keys."""
    shelf = window.shelf
    for start in range(0, len(window.histories), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        _rank(shelf, window.histories[part], window.targets[part], system, rows)


def _rank(shelf: Shelf, histories: Sequence[History], wanted: Sequence[set[str]], system: System, rows: Rows) -> None:
    for past, targets, own in zip(histories, wanted, system(shelf, histories), strict=True):
        allowed = shelf.live.copy()
        allowed[[shelf.places[item] for item in past.items if item in shelf.places]] = False
        listed = [shelf.keys[place] for place in best(np.where(allowed, own, np.float32(-np.inf)), DEPTH)]
        gains = np.array([[float(key in targets) for key in listed] + [0.0] * (DEPTH - len(listed))])
        ideal = np.ones((1, len(targets)))
        rows.ndcg.append(float(ndcgs(gains, ideal=ideal, k=K)[0]))
        rows.hit.append(float(gains[0, :K].any()))
        rows.recall.append(float(gains[0].sum() / min(len(targets), DEPTH)))
        rows.listed |= set(listed[:K])


def figures(rows: dict[str, Rows], *, cold: Sequence[bool], items: int) -> dict[str, object]:
    """By slice and system: each metric with its 95 % interval, and its lead over the baseline on the same users."""
    chosen = np.asarray(cold, dtype=bool)
    slices = {"all": np.ones(len(chosen), dtype=bool), "cold": chosen, "warm": ~chosen}
    return {
        name: {
            "users": int(mask.sum()),
            "systems": {one: _figures(found, rows[BASELINE], mask, items) for one, found in rows.items()},
        }
        for name, mask in slices.items()
        if mask.any()
    }


def _figures(rows: Rows, baseline: Rows, mask: NDArray[np.bool_], items: int) -> dict[str, object]:
    ndcg, other = np.array(rows.ndcg)[mask], np.array(baseline.ndcg)[mask]
    return {
        f"ndcg@{K}": bootstrap(ndcg).as_dict(),
        f"hit@{K}": bootstrap(np.array(rows.hit)[mask]).as_dict(),
        f"recall@{DEPTH}": bootstrap(np.array(rows.recall)[mask]).as_dict(),
        "against_baseline": paired_bootstrap(ndcg, other).difference.as_dict(),
        "coverage": len(rows.listed) / items if items else 0.0,
    }
