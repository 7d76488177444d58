"""Two rankings in one list: each user judges both, so that far fewer users tell which is liked better.

Team draft (Radlinski, Kurup and Joachims, CIKM 2008): sides take turns, a coin says who begins each round, and each
brings its best item that is not in the list yet. A click counts for the side that brought the item.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.recommend import models
from services.recommend.actions.ranking import Pick

CONTROL, TREATMENT = "control", "treatment"


@dataclass(frozen=True)
class Drafted:
    """The list, and who brought what: what both sides would have shown at that turn counts for whoever brought it."""

    picks: list[Pick]
    teams: dict[str, str]


def draft(control: Sequence[Pick], treatment: Sequence[Pick], *, seed: str) -> Drafted:
    """The same seed draws the same list of the same sides, so that pages follow each other."""
    coin = random.Random(seed)  # noqa: S311 - a fair coin needs no secrecy
    sides = {CONTROL: list(control), TREATMENT: list(treatment)}
    picks: list[Pick] = []
    teams: dict[str, str] = {}
    while any(sides.values()):
        order = [CONTROL, TREATMENT] if coin.random() < 0.5 else [TREATMENT, CONTROL]
        for side in order:
            chosen = _next(sides[side], teams)
            if chosen is not None:
                picks.append(chosen)
                teams[chosen.item] = side
    return Drafted(picks, teams)


def keep_draft(
    *, experiment: models.Experiment, user: str, request: str, drafted: Drafted, now: datetime
) -> models.Draft:
    """So that clicks that name this response can be counted for a side."""
    return models.Draft.objects.create(request=request, experiment=experiment, user=user, teams=drafted.teams, at=now)


def _next(side: list[Pick], taken: dict[str, str]) -> Pick | None:
    while side:
        pick = side.pop(0)
        if pick.item not in taken:
            return pick
    return None
