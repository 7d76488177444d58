"""Two rankings in one list: each user judges both, so that far fewer users tell which is liked better.

Team draft (Radlinski, Kurup and Joachims, CIKM 2008): sides take turns, a coin says who begins each round, and each
brings its best item that is not in the list yet. A click counts for the side that brought the item.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.recommend import models
from services.recommend.actions.editorial import REASON
from services.recommend.actions.ranking import Pick

CONTROL, TREATMENT = models.Draft.SIDES


@dataclass(frozen=True)
class Draft:
    """The list, and who brought what. What both would have shown counts for whoever had the turn: chance evens it."""

    experiment: models.Experiment
    picks: list[Pick]
    teams: dict[str, str]

    def keep(self, *, user: str, request: str, shown: Sequence[Pick], at: datetime) -> None:
        """What this response shows, so that clicks that name it are counted. What editors pinned is nobody's."""
        told = {pick.item: self.teams[pick.item] for pick in shown if pick.reason != REASON and pick.item in self.teams}
        models.Draft.objects.create(request=request, experiment=self.experiment, user=user, teams=told, at=at)


def draft(experiment: models.Experiment, control: Sequence[Pick], treatment: Sequence[Pick], *, seed: str) -> Draft:
    """The same seed draws the same list of the same sides."""
    coin = random.Random(seed)  # noqa: S311 - a fair coin needs no secrecy
    sides = {CONTROL: iter(control), TREATMENT: iter(treatment)}
    picks: list[Pick] = []
    teams: dict[str, str] = {}
    while sides:
        order = [CONTROL, TREATMENT] if coin.random() < 0.5 else [TREATMENT, CONTROL]
        for side in [one for one in order if one in sides]:
            chosen = next((pick for pick in sides[side] if pick.item not in teams), None)
            if chosen is None:
                del sides[side]
                continue
            picks.append(chosen)
            teams[chosen.item] = side
    return Draft(experiment, picks, teams)
