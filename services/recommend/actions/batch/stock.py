"""What a run ranks from, as of the moment when it began, and the lists that come of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.recommend import models
from services.recommend.actions import editorial
from services.recommend.actions.batch.lists import Columns, Keys, Listed
from services.recommend.actions.ranking import Limits, Ranked, Shelf, ladder, load_shelf, nearest, picks_of, rank
from services.recommend.actions.ranking.exactly import Everything, Foldable
from services.recommend.actions.ranking.rankers import POPULAR, Ranker
from services.recommend.actions.ranking.rules import Rules, rules_of
from services.recommend.queries.histories import History
from services.recommend.queries.users import NOTHING_TOLD, Told, told_by_user

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
    keys: Keys

    @classmethod
    def of(cls, generation: models.Generation, ranker: Ranker) -> "Stock":
        pins = editorial.pins_in_force(surface=_SURFACE, now=generation.as_of)
        # Where everything is ranked, no index is needed that finds some of it.
        shelf = load_shelf(as_of=generation.as_of, whole=isinstance(ranker, Foldable))
        large = len(shelf) > nearest.WHOLE
        everything = Everything.of(shelf, ranker) if large and isinstance(ranker, Foldable) else None
        rules, for_strangers = rules_of(_SURFACE, ranker), rules_of(_SURFACE, POPULAR)
        return cls(shelf, ranker, pins, rules, for_strangers, everything, Keys.of(shelf.keys))

    @property
    def live(self) -> int:
        """How many items may be listed."""
        return int(self.shelf.live.sum())

    def lists(self, histories: Sequence[History], *, count: int) -> Columns:
        """The best `count` for each, with pins."""
        # Telling reasons would take most of the time, and who reads a list from a file asks for none.
        personal = rank(self.shelf, histories, self.ranker, count=count, rules=self.rules, everything=self.everything)
        asked = [
            one.user
            for one, ranked in zip(histories, personal, strict=True)
            if not len(ranked.places) or ladder.is_new(self.shelf, one, self.ranker)
        ]
        told = told_by_user(asked)
        listed = [
            self._listed(history, ranked, told.get(history.user, NOTHING_TOLD), count)
            for history, ranked in zip(histories, personal, strict=True)
        ]
        return Columns.of(self.keys, listed)

    def _listed(self, history: History, ranked: Ranked, told: Told, count: int) -> Listed:
        new = ladder.is_new(self.shelf, history, self.ranker)
        if len(ranked.places) and not new and not self.pins.pins:
            # Without pins, nearly everybody: a pick an item would take longer than ranking.
            return Listed(history.user, ranked)
        rung = self._first(history, ranked, told, count, new)
        picks = self.pins.place(self.shelf, history, rung.picks)[:count]
        return Listed.of_picks(history.user, self.shelf, picks, way=rung.way)

    def _first(self, history: History, ranked: Ranked, told: Told, count: int, new: bool) -> ladder.Rung:
        """The first that has something to say, as at once."""
        rungs = self._rungs(history, ranked, told, count, new) if len(self.shelf) else iter(())
        return next((one for one in rungs if one.picks), ladder.Rung("newest", "", []))

    def _rungs(self, history: History, ranked: Ranked, told: Told, count: int, new: bool) -> Iterator[ladder.Rung]:
        shelf, ranker, rules, limits = self.shelf, self.ranker, self.rules_for_strangers, Limits()
        if new:
            yield ladder.for_newcomers(shelf, history, ranker, count=count, limits=limits, rules=rules, told=told)
        yield ladder.Rung("personal", ranker.version, picks_of(shelf, ranked))
        yield from ladder.for_strangers(shelf, history, count=count, limits=limits, rules=rules, told=told)
