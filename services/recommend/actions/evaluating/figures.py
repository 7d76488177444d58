"""What is told of each system, by slice of users."""

from collections.abc import Mapping, Sequence

import numpy as np

from modelkit.evaluation.intervals import bootstrap_statistic, mean_by
from services.recommend.actions.evaluating.comparing import FAIR, compare, compare_fair
from services.recommend.actions.evaluating.measuring import DEPTH, K, Rows
from services.recommend.actions.evaluating.systems import BASELINE


def figures(rows: Mapping[str, Rows], *, cold: Sequence[bool], items: int) -> dict[str, object]:
    """By slice and system: each metric with its 95 % interval, and its lead over the baseline on the same users."""
    chosen = np.asarray(cold, dtype=bool)
    slices = {"all": np.ones(len(chosen), dtype=bool), "cold": chosen, "warm": ~chosen}
    return {
        name: _slice({system: own.only(mask) for system, own in rows.items()}, items)
        for name, mask in slices.items()
        if mask.any()
    }


def _slice(rows: Mapping[str, Rows], items: int) -> dict[str, object]:
    told = {system: _figures(own, rows[BASELINE], items) for system, own in rows.items()}
    return {"users": len(rows[BASELINE].ndcg), "systems": told}


def _figures(rows: Rows, baseline: Rows, items: int) -> dict[str, object]:
    found, fair = compare(rows, baseline), compare_fair(rows, baseline)
    return {
        f"ndcg@{K}": found.own.as_dict(),
        f"hit@{K}": _told(rows.hit, rows.users),
        f"recall@{DEPTH}": _told(rows.recall, rows.users),
        **({FAIR: fair.own.as_dict()} if fair else {}),
        "against_baseline": found.difference.as_dict(),
        "coverage": len(rows.listed) / items if items else 0.0,
    }


def _told(values: Sequence[float], users: Sequence[str]) -> dict[str, float]:
    return bootstrap_statistic(*mean_by(values, users)).as_dict()
