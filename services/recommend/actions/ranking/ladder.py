"""What those get of whom the ranker knows nothing, at once and in a batch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.recommend.actions.ranking.choosing import Limits, Pick, choose
from services.recommend.actions.ranking.rankers import POPULAR
from services.recommend.actions.ranking.rules import Rules
from services.recommend.actions.ranking.shelf import Shelf
from services.recommend.queries.histories import History


@dataclass(frozen=True)
class Rung:
    """`way` names it; `version`, the model that ranked, if one did."""

    way: str
    version: str
    picks: list[Pick]


def for_strangers(
    shelf: Shelf, history: History, *, count: int, limits: Limits, rules: Rules, languages: Sequence[str]
) -> Iterator[Rung]:
    """What others open in the languages of the user, then in any; before anybody opens anything, the newest."""

    def ranked(within: Limits) -> list[Pick]:
        return choose(shelf, [history], POPULAR, count=count, limits=within, rules=rules)[0]

    spoken = limits.languages or languages
    if spoken:
        yield Rung("language", "", ranked(Limits(limits.category, spoken)))
    yield Rung("popular" if shelf.popularity.any() else "newest", "", ranked(limits))
