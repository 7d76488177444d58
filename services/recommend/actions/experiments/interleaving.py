"""Two rankings in one list: each user judges both, so that far fewer users tell which is liked better.

Team draft (Radlinski, Kurup and Joachims, CIKM 2008): sides take turns, a coin says who begins each round, and each
brings its best item that is not in the list yet, and that the cap of the surface has room for. A click counts for the
side that brought the item.
"""

import random
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.recommend import models
from services.recommend.actions.editorial import REASON
from services.recommend.actions.ranking import Pick
from services.recommend.actions.ranking.rules import REACH, WINDOW

CONTROL, TREATMENT = models.Draft.SIDES
# What a side has not brought yet, by item, with its place in that side's list.
Waiting = dict[str, tuple[int, Pick]]
HasRoom = Callable[[int, Pick], bool]


@dataclass(frozen=True)
class Cap:
    """`most` of a category in each ten of the list, 0 for any number: each side keeps to it, both together may not."""

    most: int = 0
    categories: Mapping[str, Hashable] = field(default_factory=dict)

    def room(self, picks: Sequence[Pick]) -> HasRoom:
        """Whether the ten that these picks begin has room for one. As far down as each side's rules look."""
        begin = len(picks) - len(picks) % WINDOW
        ten = picks[begin:] if self.most else []
        counts = Counter(self.categories[pick.item] for pick in ten)

        def has_room(at: int, pick: Pick) -> bool:
            return not self.most or (at < begin + REACH and counts[self.categories[pick.item]] < self.most)

        return has_room


NO_CAP = Cap()


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


def draft(
    experiment: models.Experiment, control: Sequence[Pick], treatment: Sequence[Pick], *, seed: str, cap: Cap = NO_CAP
) -> Draft:
    """The same seed draws the same list of the same sides."""
    coin = random.Random(seed)  # noqa: S311 - a fair coin needs no secrecy
    waiting = {CONTROL: _numbered(control), TREATMENT: _numbered(treatment)}
    picks: list[Pick] = []
    teams: dict[str, str] = {}
    while any(waiting.values()):
        order = [CONTROL, TREATMENT] if coin.random() < 0.5 else [TREATMENT, CONTROL]
        for side, other in (order, order[::-1]):
            chosen = _chosen(waiting[side], waiting[other], cap.room(picks))
            if chosen is None:
                continue
            picks.append(chosen)
            teams[chosen.item] = side
            for one in waiting.values():
                one.pop(chosen.item, None)
    return Draft(experiment, picks, teams)


def _numbered(picks: Sequence[Pick]) -> Waiting:
    return {pick.item: (at, pick) for at, pick in enumerate(picks)}


def _chosen(own: Waiting, other: Waiting, has_room: HasRoom) -> Pick | None:
    """A side's best that the cap has room for; what it has none for keeps waiting.

    Where only the other side has any, it passes its turn; where neither has, the cap gives way.
    """
    free = next((pick for at, pick in own.values() if has_room(at, pick)), None)
    if free is not None or any(has_room(at, pick) for at, pick in other.values()):
        return free
    return next((pick for _at, pick in own.values()), None)
