"""What those get of whom the ranker knows little or nothing, at once and in a batch."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from services.recommend.actions.ranking.choosing import Limits, Pick, choose, picks_of, rank
from services.recommend.actions.ranking.rankers import POPULAR, Ranker
from services.recommend.actions.ranking.rules import Rules
from services.recommend.actions.ranking.shelf import Shelf
from services.recommend.queries.histories import History
from services.recommend.queries.users import Told

SEGMENT = "segment"


@dataclass(frozen=True)
class Rung:
    """`way` names it; `version`, the model that ranked, if one did."""

    way: str
    version: str
    picks: list[Pick]


def is_new(shelf: Shelf, history: History, ranker: Ranker) -> bool:
    """Whether so little is known of the user that what people alike do says more; never where nobody learnt that."""
    if ranker.segments is None:
        return False
    known: set[str] = set()
    for deed in history.liked:
        if deed.item in shelf.places:
            known.add(deed.item)
            if len(known) > ranker.segments.few:
                return False
    return True


def for_newcomers(
    shelf: Shelf, history: History, ranker: Ranker, *, count: int, limits: Limits, rules: Rules, told: Told
) -> Rung:
    """What people with the same labels open, in the languages of the user; nothing where no label was learnt."""
    segments, asking = ranker.segments, replace(history, labels=told.labels)
    if segments is None or not segments.knows(shelf, asking):
        return Rung(SEGMENT, "", [])
    within = Limits(limits.category, limits.languages or told.languages)
    # Everything is looked at: at night and at once the same items, and no vector has to be read.
    found = rank(shelf, [asking], segments, count=count, limits=within, rules=rules, whole=True)[0]
    return Rung(SEGMENT, ranker.version, picks_of(shelf, found, segments.reasons(shelf, asking, found.places)))


def for_strangers(
    shelf: Shelf, history: History, *, count: int, limits: Limits, rules: Rules, told: Told
) -> Iterator[Rung]:
    """What others open in the languages of the user, then in any; before anybody opens anything, the newest."""

    def ranked(within: Limits) -> list[Pick]:
        return choose(shelf, [history], POPULAR, count=count, limits=within, rules=rules)[0]

    spoken = limits.languages or told.languages
    if spoken:
        yield Rung("language", "", ranked(Limits(limits.category, spoken)))
    yield Rung("popular" if shelf.popularity.any() else "newest", "", ranked(limits))
