"""What is told of each system, by slice of users."""

from collections.abc import Mapping, Sequence

import numpy as np

from modelkit.evaluation.intervals import bootstrap_statistic, mean_by
from services.recommend.actions.evaluating.comparing import FAIR, compare, compare_fair
from services.recommend.actions.evaluating.measuring import DEPTH, K, Rows
from services.recommend.actions.evaluating.systems import BASELINE


def figures(rows: Mapping[str, Rows], *, cold: Sequence[bool], items: int) -> dict[str, object]:
    """By slice and system: each metric with its 95 % interval, and its lead over the baseline on the same users.

    "lists" tells what the lists are like, whatever was opened of them; "pages", how well each system puts the pages in
    order of which something was opened. `items`: how many could have been listed.
    """
    chosen = np.asarray(cold, dtype=bool)
    slices = {"all": np.ones(len(chosen), dtype=bool), "cold": chosen, "warm": ~chosen}
    return {
        name: _slice({system: own.only(mask) for system, own in rows.items()}, items)
        for name, mask in slices.items()
        if mask.any()
    }


def _slice(rows: Mapping[str, Rows], items: int) -> dict[str, object]:
    told = {system: _figures(own, rows[BASELINE], items) for system, own in rows.items()}
    users = rows[BASELINE].users
    return {"users": len(users), "people": len(set(users)), "systems": told}


def _figures(rows: Rows, baseline: Rows, items: int) -> dict[str, object]:
    found, fair = compare(rows, baseline), compare_fair(rows, baseline)
    return {
        f"ndcg@{K}": found.own.as_dict(),
        f"hit@{K}": _told(rows.hit, rows.users),
        f"recall@{DEPTH}": _told(rows.recall, rows.users),
        **({FAIR: fair.own.as_dict()} if fair else {}),
        "against_baseline": found.difference.as_dict(),
        "coverage": len({key for own in rows.listed for key in own}) / items if items else 0.0,
        "lists": _all_told(rows.traits, rows.users),
        "pages": {"count": int(sum(rows.shown)), **_all_told(rows.pages, rows.users, rows.shown)},
    }


def _all_told(
    columns: Mapping[str, Sequence[float]], users: Sequence[str], weights: Sequence[float] | None = None
) -> dict[str, dict[str, float]]:
    """Those of which anything is known."""
    return {name: _told(own, users, weights) for name, own in columns.items() if np.isfinite(own).any()}


def _told(values: Sequence[float], users: Sequence[str], weights: Sequence[float] | None = None) -> dict[str, float]:
    return bootstrap_statistic(*mean_by(values, users, weights)).as_dict()
