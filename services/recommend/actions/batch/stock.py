"""What a run ranks from, as of the moment when it began, and the lists that come of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.recommend import models
from services.recommend.actions import editorial
from services.recommend.actions.ranking import Limits, Pick, Shelf, choose, ladder, load_shelf, nearest
from services.recommend.actions.ranking.exactly import Everything, Foldable
from services.recommend.actions.ranking.rankers import POPULAR, Ranker
from services.recommend.actions.ranking.rules import Rules, rules_of
from services.recommend.queries.histories import History
from services.recommend.queries.users import languages_by_user

# Published lists are for every surface.
_SURFACE = ""


@dataclass(frozen=True)
class Stock:
    """Lists come about as one user's do at once, but for the published list, which this makes."""

    shelf: Shelf
    ranker: Ranker
    pins: editorial.Pins
    rules: Rules
    rules_for_strangers: Rules
    everything: Everything | None

    @classmethod
    def of(cls, generation: models.Generation, ranker: Ranker) -> "Stock":
        pins = editorial.pins_in_force(surface=_SURFACE, now=generation.as_of)
        # Where everything is ranked, no index is needed that finds some of it.
        shelf = load_shelf(as_of=generation.as_of, whole=isinstance(ranker, Foldable))
        large = len(shelf) > nearest.WHOLE
        everything = Everything.of(shelf, ranker) if large and isinstance(ranker, Foldable) else None
        return cls(shelf, ranker, pins, rules_of(_SURFACE, ranker), rules_of(_SURFACE, POPULAR), everything)

    def lists(self, histories: Sequence[History], *, count: int) -> list[list[Pick]]:
        """The best `count` for each, with pins."""
        # Telling reasons would take most of the time, and who reads a list from a file asks for none.
        personal = choose(
            self.shelf,
            histories,
            self.ranker,
            count=count,
            rules=self.rules,
            reasons=False,
            everything=self.everything,
        )
        spoken = languages_by_user([one.user for one, picks in zip(histories, personal, strict=True) if not picks])
        return [
            self.pins.place(self.shelf, one, picks or self._for_stranger(one, spoken.get(one.user, []), count))[:count]
            for one, picks in zip(histories, personal, strict=True)
        ]

    def _for_stranger(self, history: History, languages: Sequence[str], count: int) -> list[Pick]:
        if not len(self.shelf):
            return []
        rungs = ladder.for_strangers(
            self.shelf,
            history,
            count=count,
            limits=Limits(),
            rules=self.rules_for_strangers,
            languages=languages,
        )
        return next((rung.picks for rung in rungs if rung.picks), [])
