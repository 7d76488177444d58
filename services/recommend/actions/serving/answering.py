"""What one user may like now. The first way that has something to say answers, and its name is told.

personal  a trained model or the texts, by what the user did up to this moment
list      the published list, where the history has nothing that the shelf knows
language  what others open, in the languages of the user
popular   what others open
newest    nothing was opened yet: the newest first
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.core import signing
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import experiments
from services.recommend.actions.ranking import Pick, Shelf, choose, current_shelf
from services.recommend.actions.ranking.choosing import popular
from services.recommend.actions.ranking.rankers import Ranker, ranker_of
from services.recommend.actions.ranking.shelf import Floats
from services.recommend.queries import catalogue
from services.recommend.queries.histories import History, history
from shared.errors import refuse

MOST = 100
_DEPTH = 500
_SALT = "recommend.cursor"


@dataclass(frozen=True)
class Answer:
    """`way` is the rung of the ladder that answered; `cursor` asks for the items that follow these."""

    request: str
    user: str
    way: str
    model_version: str
    picks: list[Pick]
    cursor: str | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def recommend(
    *,
    user: str,
    count: int = 10,
    surface: str = "",
    category: str = "",
    cursor: str = "",
    languages: Sequence[str] = (),
) -> Answer:
    """An event that was kept a moment ago counts. Behind a cursor, the ranking is that of the first page."""
    start, moment = _read(cursor, user, category)
    past, shelf = history(user, until=moment), current_shelf()
    now = moment or timezone.now()
    ranking = experiments.assigned(user=user, surface=surface, now=now)
    wanted = Wanted(past, min(start + count, _DEPTH) + 1, category, languages, ranking)
    way, version, picks = next(_ways(shelf, wanted), ("newest", "", []))
    if start == 0:
        picks = _pinned(shelf, wanted, picks, surface)
    more = len(picks) > start + count and start + count < _DEPTH
    cursor_out = _write(start + count, now, user, category) if more else None
    return Answer(uuid4().hex, user, way, version, picks[start : start + count], cursor_out)


@dataclass(frozen=True)
class Wanted:
    """What is asked for, for every rung alike."""

    history: History
    count: int
    category: str
    languages: Sequence[str]
    ranking: str = ""


def _ways(shelf: Shelf, wanted: Wanted) -> Iterator[tuple[str, str, list[Pick]]]:
    for way, version, picks in _rungs(shelf, wanted):
        if picks:
            yield way, version, picks


def _rungs(shelf: Shelf, wanted: Wanted) -> Iterator[tuple[str, str, list[Pick]]]:
    if not len(shelf):
        return
    ranker = ranker_of(wanted.ranking)
    scores = ranker.scores(shelf, [wanted.history])[0]
    if scores.any():
        yield (
            "popular" if ranker.version == "popular" else "personal",
            ranker.version,
            _choose(shelf, wanted, scores, ranker),
        )
    yield _published(shelf, wanted)
    languages = wanted.languages or _languages(wanted.history.user)
    if languages:
        spoken = Wanted(wanted.history, wanted.count, wanted.category, languages)
        yield "language", "", _choose(shelf, spoken, popular(shelf))
    way = "popular" if shelf.popularity.any() else "newest"
    yield way, "", _choose(shelf, wanted, popular(shelf))


def _choose(shelf: Shelf, wanted: Wanted, scores: Floats, ranker: Ranker | None = None) -> list[Pick]:
    return choose(
        shelf,
        wanted.history,
        scores,
        count=wanted.count,
        category=wanted.category,
        languages=wanted.languages,
        why=ranker,
    )


def _published(shelf: Shelf, wanted: Wanted) -> tuple[str, str, list[Pick]]:
    """One statement, so that it is of one generation; what has gone off the shelf since is left out."""
    rows = models.UserList.objects.filter(user=wanted.history.user, generation__state="current")
    found = rows.select_related("generation").first()
    if found is None:
        return "list", "", []
    seen = wanted.history.items
    triples = zip(found.items, found.scores, found.reasons, strict=True)
    picks = [
        Pick(item, score, reason)
        for item, score, reason in triples
        if item not in seen and item in shelf.places and shelf.live[shelf.places[item]]
        if not wanted.category or _is_of(shelf, item, wanted.category)
    ]
    return "list", found.generation.model_version, picks[: wanted.count]


def _pinned(shelf: Shelf, wanted: Wanted, picks: list[Pick], surface: str) -> list[Pick]:
    """Editors' pins stand where they were put, unless the user has seen them."""
    seen = wanted.history.items
    for pin in catalogue.pins(now=timezone.now(), surface=surface):
        place = shelf.places.get(pin.item.key)
        if place is None or not shelf.live[place] or pin.item.key in seen:
            continue
        if wanted.category and not _is_of(shelf, pin.item.key, wanted.category):
            continue
        picks = [pick for pick in picks if pick.item != pin.item.key]
        picks.insert(min(pin.position - 1, len(picks)), Pick(pin.item.key, 0.0, {"kind": "pinned"}))
    return picks


def _is_of(shelf: Shelf, item: str, category: str) -> bool:
    return bool(shelf.category.codes[shelf.places[item]] == shelf.category.names.get(category, -1))


def _languages(user: str) -> list[str]:
    found = models.Profile.objects.filter(user=user).exclude(language="").values_list("language", flat=True).first()
    return [found] if found else []


def _write(start: int, moment: datetime, user: str, category: str) -> str:
    return signing.dumps([start, moment.timestamp(), user, category], salt=_SALT)


def _read(cursor: str, user: str, category: str) -> tuple[int, datetime | None]:
    if not cursor:
        return 0, None
    try:
        start, moment, *asked = signing.loads(cursor, salt=_SALT)
    except signing.BadSignature:
        start, moment, asked = 0, 0.0, []
    if asked != [user, category]:
        raise refuse("cursor", "It is not of this list.", "Use the cursor of the page before, unchanged.")
    return start, datetime.fromtimestamp(moment, tz=UTC)
