"""What the version in the shadow would have changed, and whether what was opened later speaks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from modelkit.evaluation.intervals import Interval, bootstrap
from modelkit.evaluation.metrics import ndcgs
from modelkit.evaluation.significance import paired_bootstrap
from services.recommend.actions.ranking.rankers import current_ranker
from services.recommend.actions.shadowing.noting import in_shadow
from services.recommend.actions.shadowing.ranking import DEPTH
from services.recommend.queries.shadows import Watched, watched

# Intervals over fewer users are chance.
ENOUGH = 30


@dataclass(frozen=True)
class Later:
    """NDCG@10 on what users opened within a day, by those who opened anything that was new to them."""

    users: int
    live: Interval
    shadow: Interval
    difference: Interval

    @property
    def verdict(self) -> str:
        """`thin`, `better`, `worse` or `open`."""
        if self.users < ENOUGH:
            return "thin"
        return "better" if self.difference.low > 0 else "worse" if self.difference.high < 0 else "open"


@dataclass(frozen=True)
class Told:
    """Means over users, each user's requests averaged first. `shift`: places, of what both list."""

    live: str
    shadow: str
    requests: int
    users: int
    overlap: Interval
    shift: Interval
    later: Later | None


def tell(*, now: datetime) -> Told | None:
    """None where no version is in the shadow."""
    live, shadow = current_ranker().version, in_shadow()
    if not shadow:
        return None
    rows = watched(live=live, shadow=shadow, now=now)
    shifts = [(one.user, shift) for one in rows if (shift := _shift(one)) is not None]
    return Told(
        live=live,
        shadow=shadow,
        requests=len(rows),
        users=len({one.user for one in rows}),
        overlap=bootstrap(_by_user([(one.user, _overlap(one)) for one in rows])),
        shift=bootstrap(_by_user(shifts)),
        later=_later([one for one in rows if one.opened]),
    )


def _overlap(one: Watched) -> float:
    """The share of the ten that both list."""
    most = max(len(one.live), len(one.shadow))
    return len({*one.live} & {*one.shadow}) / most if most else 1.0


def _shift(one: Watched) -> float | None:
    places = {item: place for place, item in enumerate(one.shadow)}
    moved = [abs(place - places[item]) for place, item in enumerate(one.live) if item in places]
    return sum(moved) / len(moved) if moved else None


def _later(rows: Sequence[Watched]) -> Later | None:
    if not rows:
        return None
    live, shadow = (
        _by_user([(one.user, _ndcg(listed, one.opened)) for one, listed in pairs])
        for pairs in ([(one, one.live) for one in rows], [(one, one.shadow) for one in rows])
    )
    return Later(len(live), bootstrap(live), bootstrap(shadow), paired_bootstrap(shadow, live).difference)


def _ndcg(listed: Sequence[str], opened: frozenset[str]) -> float:
    gains = np.array([[float(item in opened) for item in listed] or [0.0]])
    return float(ndcgs(gains, ideal=np.ones((1, len(opened))), k=DEPTH)[0])


def _by_user(values: Sequence[tuple[str, float]]) -> list[float]:
    """The mean of each, in the order in which users come."""
    found: dict[str, list[float]] = {}
    for user, value in values:
        found.setdefault(user, []).append(value)
    return [sum(one) / len(one) for one in found.values()]
