"""What holds on a surface, whatever the ranker says: caps, and how different from each other the first items are."""

from dataclasses import dataclass

import numpy as np

from modelkit.recommendation.diversity import POOL
from services.recommend import models
from services.recommend.actions.kept import Kept
from services.recommend.actions.ranking.rankers import Ranker
from services.recommend.actions.ranking.shelf import Floats, Places, Shelf
from services.recommend.actions.ranking.spreading import spread

# A cap counts in so many items: what is seen at a glance.
WINDOW = 10
# So much further down an item may be fetched from. Always as far, however much is asked for: pages follow each other.
_AHEAD = 5 * WINDOW
REACH = WINDOW + _AHEAD


@dataclass(frozen=True)
class Rules:
    """`most_of_category` in each ten items, 0 for any number; `spread` from 0 to 1."""

    most_of_category: int = 0
    spread: float = 0.0

    @property
    def reach(self) -> int:
        """How many more items than are shown the rules may look at."""
        return REACH if self.spread or self.most_of_category else 0


NONE = Rules()


def rules_of(surface: str, ranker: Ranker) -> Rules:
    """Those of the surface, else those of all; lists are spread as strongly as its budget lets this ranker."""
    rows = _rows.value()
    row = rows.get(surface) or rows.get("")
    return Rules(row.most_of_category, ranker.spread(row.loss_budget).strength) if row else NONE


def forget_rules() -> None:
    """After they were changed here."""
    _rows.forget()


def arrange(shelf: Shelf, places: Places, scores: Floats, rules: Rules) -> Places:
    """Indices into `places`, which come best first, in the order to show them; nothing is lost."""
    order: Places = np.arange(len(places))
    if rules.spread:
        order = spread(shelf.vectors[places[:POOL]], scores[:POOL], rules.spread, len(places))
    if rules.most_of_category:
        order = _capped(shelf.category.codes[places[order]], order, rules.most_of_category)
    return order


def _capped(categories: Places, order: Places, most: int) -> Places:
    """In each ten, the next that is still allowed there; where nobody is, the next."""
    waiting: list[int] = list(range(len(order)))
    shown: list[int] = []
    while waiting:
        counts: dict[int, int] = {}
        horizon = len(shown) + REACH
        for _ in range(min(WINDOW, len(waiting))):
            free = (at for at in waiting if at < horizon and counts.get(int(categories[at]), 0) < most)
            chosen = next(free, waiting[0])
            counts[int(categories[chosen])] = counts.get(int(categories[chosen]), 0) + 1
            waiting.remove(chosen)
            shown.append(chosen)
    return order[shown]


def _read() -> dict[str, models.SurfaceRule]:
    return {row.surface: row for row in models.SurfaceRule.objects.all()}


_rows: Kept[dict[str, models.SurfaceRule]] = Kept(_read)
