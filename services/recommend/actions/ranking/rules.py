"""What holds on a surface, whatever the ranker says: caps, and how different from each other the first items are."""

from dataclasses import dataclass

import numpy as np

from services.recommend import models
from services.recommend.actions.kept import Kept
from services.recommend.actions.ranking.shelf import Floats, Places, Shelf
from services.recommend.actions.ranking.spreading import POOL, spread

# A cap counts in so many items: what is seen at a glance.
WINDOW = 10


@dataclass(frozen=True)
class Rules:
    """`most_of_category` in each ten items, 0 for any number; `spread` from 0 to 1."""

    most_of_category: int = 0
    spread: float = 0.0

    @property
    def reach(self) -> int:
        """How many more items than are shown the rules may look at."""
        return POOL if self.spread else 5 * WINDOW if self.most_of_category else 0


NONE = Rules()


def rules_of(surface: str) -> Rules:
    found = _rules.value()
    return found.get(surface) or found.get("") or NONE


def forget_rules() -> None:
    """After they were changed here."""
    _rules.forget()


def arrange(shelf: Shelf, places: Places, scores: Floats, rules: Rules) -> Places:
    """Indices into `places`, which come best first, in the order to show them; nothing is lost."""
    order = np.arange(len(places))
    if rules.spread:
        order = spread(shelf.vectors[places[:POOL]], scores[:POOL], rules.spread, len(places))
    return (
        _capped(shelf.category.codes[places[order]], order, rules.most_of_category) if rules.most_of_category else order
    )


def _capped(categories: Places, order: Places, most: int) -> Places:
    """In each ten, the next that is still allowed there; where nobody is, the next."""
    waiting, shown = list(range(len(order))), []
    while waiting:
        counts: dict[int, int] = {}
        for _ in range(min(WINDOW, len(waiting))):
            free = (at for at in waiting if counts.get(int(categories[at]), 0) < most)
            chosen = next(free, waiting[0])
            counts[int(categories[chosen])] = counts.get(int(categories[chosen]), 0) + 1
            waiting.remove(chosen)
            shown.append(chosen)
    return order[shown]


def _read() -> dict[str, Rules]:
    return {row.surface: Rules(row.most_of_category, row.spread) for row in models.SurfaceRule.objects.all()}


_rules: Kept[dict[str, Rules]] = Kept(_read)
