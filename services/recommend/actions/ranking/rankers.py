"""Who ranks: the trained model in force, else the texts alone, else what others open."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.conf import settings

from modelkit.errors import ModelNotFound
from modelkit.recommendation.diversity import NO_SPREAD, Spread
from modelkit.registry import Registry
from services.recommend.actions.kept import Kept
from services.recommend.actions.ranking import learned, text
from services.recommend.actions.ranking.behaviour import Behaviour
from services.recommend.actions.ranking.popular import popular
from services.recommend.actions.ranking.segments import SegmentRanker
from services.recommend.actions.ranking.shelf import Floats, Places, Shelf
from services.recommend.queries.histories import History


class Ranker(Protocol):
    """`version` names the model in lists, responses and the ledger; `learnt`, what of others it looks at.

    `segments` ranks for who is new to it, by labels.
    """

    @property
    def version(self) -> str: ...

    @property
    def learnt(self) -> Behaviour | None: ...

    @property
    def segments(self) -> SegmentRanker | None: ...

    def knows(self, shelf: Shelf, history: History) -> bool:
        """Whether it has something to say about this user: of who only dismissed, nobody knows what they like."""

    def scores(self, shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[Floats]:
        """How much each may like the items at its places, float32 [places] a history."""

    def blame(self, shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[Floats]:
        """The same, as far as deeds may be the reason for it; of places as they stand in a list, best first.

        Of one user: the whole history first, and then what is left of it without this or that.
        """

    def spread(self, budget: float) -> Spread:
        """How strongly lists may be spread for a loss of this share of NDCG@10; not at all where none was measured."""

    def as_of(self, moment: datetime) -> "Ranker":
        """The same, had it learnt of others only what was known at the moment."""


class TextRanker:
    """Needs no training: interest by text."""

    version = text.VERSION
    learnt: Behaviour | None = None
    segments: SegmentRanker | None = None

    def knows(self, shelf: Shelf, history: History) -> bool:
        return any(
            (place := shelf.places.get(deed.item)) is not None and shelf.vectors[place].any() for deed in history.liked
        )

    def scores(self, shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[Floats]:
        return text.scores(shelf, histories, places)

    def blame(self, shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[Floats]:
        return text.blame(shelf, histories, places)

    def spread(self, budget: float) -> Spread:
        return NO_SPREAD

    def as_of(self, moment: datetime) -> Ranker:
        return self


class PopularRanker(TextRanker):
    """The same for everybody: what experiments compare with, and what those get of whom nothing is known."""

    version = "popular"

    def knows(self, shelf: Shelf, history: History) -> bool:
        return True

    def scores(self, shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[Floats]:
        shared = popular(shelf)
        return [shared[at] for at in places]

    def blame(self, shelf: Shelf, histories: Sequence[History], places: Sequence[Places]) -> list[Floats]:
        return self.scores(shelf, histories, places)


NAME = "ranker"
TEXT, POPULAR = TextRanker(), PopularRanker()
_UNLEARNT: dict[str, Ranker] = {one.version: one for one in (TEXT, POPULAR)}


def current_ranker() -> Ranker:
    """Read again when another version is put in force; asking which is costs one small file, once a second."""
    number = _number.value()
    return TEXT if number is None else version_of(number)


def ranker_of(way: str) -> Ranker:
    """The ranker of an experiment's side; the one in force outside of any."""
    return {"text": TEXT, "popular": POPULAR}.get(way) or current_ranker()


def version_of(number: int) -> Ranker:
    """A version that is kept, whether it is in force or not."""
    return _learned(str(settings.RANKERS_DIR), number)


def version_named(version: str) -> Ranker:
    """The ranker that lists and answers name so. Raises `ModelNotFound`."""
    return _UNLEARNT.get(version) or version_of(int(version.removeprefix(f"{NAME}@")))


def is_kept(version: str) -> bool:
    """Whether what lists and answers name so can still rank."""
    try:
        return version in _UNLEARNT or bool(Registry(settings.RANKERS_DIR).resolve(version))
    except ModelNotFound:
        return False


def kept_versions() -> list[str]:
    """Newest first, in force or not, as lists and answers name them."""
    registry = Registry(settings.RANKERS_DIR)
    known = registry.list(NAME) if NAME in registry.names() else []
    return [f"{NAME}@{one.number}" for one in reversed(known)]


def forget_ranker() -> None:
    """After another version came into force here."""
    _number.forget()


_number: Kept[int | None] = Kept(lambda: Registry(settings.RANKERS_DIR).current(NAME))


# The one in force, the one before it or in its shadow, one that is being judged, and the sides of experiments.
@lru_cache(maxsize=6)
def _learned(root: str, number: int) -> Ranker:
    return learned.load(Registry(root).resolve(f"{NAME}@{number}"), version=f"{NAME}@{number}")
