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
from services.recommend.actions import editorial, experiments
from services.recommend.actions.ranking import Limits, Pick, Shelf, choose, current_shelf
from services.recommend.actions.ranking.rankers import POPULAR, Ranker, ranker_of
from services.recommend.actions.ranking.rules import Rules, rules_of
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


@dataclass(frozen=True)
class Wanted:
    """What is asked for, for every rung alike."""

    history: History
    count: int
    limits: Limits
    rules: Rules
    reasons: bool = True


def recommend(
    *,
    user: str,
    count: int = 10,
    surface: str = "",
    category: str = "",
    cursor: str = "",
    languages: Sequence[str] = (),
    reasons: bool = True,
) -> Answer:
    """An event that was kept a moment ago counts. Behind a cursor, the ranking is that of the first page."""
    start, moment = _read(cursor, user, category)
    request, now = uuid4().hex, moment or timezone.now()
    shelf = current_shelf()
    limits = Limits(category, languages)
    wanted = Wanted(history(user, until=moment), min(start + count, _DEPTH) + 1, limits, rules_of(surface), reasons)
    way, version, picks = _answer(shelf, wanted, surface=surface, request=request, now=now)
    if start == 0:
        picks = editorial.placed(shelf, wanted.history, picks, surface=surface, limits=limits, now=now)
    more = len(picks) > start + count and start + count < _DEPTH
    cursor_out = _write(start + count, now, user, category) if more else None
    return Answer(request, user, way, version, picks[start : start + count], cursor_out)


def _answer(shelf: Shelf, wanted: Wanted, *, surface: str, request: str, now: datetime) -> tuple[str, str, list[Pick]]:
    experiment = experiments.running(surface=surface)
    if experiment is None:
        return _first(shelf, wanted, ranker_of(""))
    user = wanted.history.user
    if not experiment.interleaves:
        treated = experiments.is_treated(experiment=experiment.key, user=user, share=experiment.share)
        experiments.expose(experiment=experiment, user=user, treated=treated, now=now)
        return _first(shelf, wanted, ranker_of(experiment.treatment if treated else experiment.control))
    sides = [_first(shelf, wanted, ranker_of(way)) for way in (experiment.control, experiment.treatment)]
    experiments.expose(experiment=experiment, user=user, treated=False, now=now)
    drafted = experiments.draft(*(picks for _way, _version, picks in sides), seed=f"{experiment.key}\x00{user}")
    experiments.keep_draft(experiment=experiment, user=user, request=request, drafted=drafted, now=now)
    return "personal", " + ".join(dict.fromkeys(version for _way, version, _picks in sides)), drafted.picks


def _first(shelf: Shelf, wanted: Wanted, ranker: Ranker) -> tuple[str, str, list[Pick]]:
    """The first rung that has something to say."""
    return next((rung for rung in _rungs(shelf, wanted, ranker) if rung[2]), ("newest", "", []))


def _rungs(shelf: Shelf, wanted: Wanted, ranker: Ranker) -> Iterator[tuple[str, str, list[Pick]]]:
    if not len(shelf):
        return
    way = "popular" if ranker.version == POPULAR.version else "personal"
    yield way, ranker.version, _choose(shelf, wanted, ranker, wanted.limits)
    yield _published(shelf, wanted)
    languages = wanted.limits.languages or _languages(wanted.history.user)
    if languages:
        yield "language", "", _choose(shelf, wanted, POPULAR, Limits(wanted.limits.category, languages))
    yield "popular" if shelf.popularity.any() else "newest", "", _choose(shelf, wanted, POPULAR, wanted.limits)


def _choose(shelf: Shelf, wanted: Wanted, ranker: Ranker, limits: Limits) -> list[Pick]:
    return choose(
        shelf,
        wanted.history,
        ranker,
        count=wanted.count,
        limits=limits,
        rules=wanted.rules,
        reasons=wanted.reasons,
    )


def _published(shelf: Shelf, wanted: Wanted) -> tuple[str, str, list[Pick]]:
    """One statement, so that it is of one generation; what has gone off the shelf since is left out."""
    rows = models.UserList.objects.filter(user=wanted.history.user, generation__state="current")
    found = rows.select_related("generation").first()
    if found is None:
        return "list", "", []
    seen, groups = wanted.history.items, wanted.limits.groups(shelf)
    picks = [
        Pick(item, score, {"kind": "list"})
        for item, score in zip(found.items, found.scores, strict=True)
        if item not in seen and (place := shelf.places.get(item)) is not None and shelf.live[place]
        if groups is None or groups[shelf.groups.codes[place]]
    ]
    return "list", found.generation.model_version, picks[: wanted.count]


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
