"""What one user may like now. The first way that has something to say answers, and its name is told.

segment   what people with the same labels open, while little is known of the user beside what the profile tells
personal  a trained model or the texts, by what the user did up to this moment
list      the published list, where the history has nothing that the shelf knows
language  what others open, in the languages of the user
popular   what others open
newest    nothing was opened yet: the newest first

interleaved  an experiment lets two rankings take turns
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache, partial
from typing import Any
from uuid import uuid4

from django.utils import timezone

from services.recommend import models
from services.recommend.actions import editorial, experiments, shadowing
from services.recommend.actions.ranking import Limits, Pick, Shelf, choose, current_shelf, ladder
from services.recommend.actions.ranking.ladder import Rung
from services.recommend.actions.ranking.rankers import POPULAR, Ranker, ranker_of
from services.recommend.actions.ranking.rules import Rules, rules_of
from services.recommend.actions.serving import cursors
from services.recommend.queries.histories import History, history
from services.recommend.queries.users import told_of

MOST = 100
_DEPTH = 500


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
    surface: str
    limits: Limits
    reasons: bool


def recommend(
    *,
    user: str,
    count: int = 10,
    surface: str = "",
    category: str = "",
    cursor: str = "",
    languages: Sequence[str] = (),
    reasons: bool = True,
    looking: bool = False,
) -> Answer:
    """An event that was kept a moment ago counts. Behind a cursor follows what the pages before have not shown.

    It is ranked by what was done up to the first page, by the shelf and the ranker of now. `looking`: somebody else
    sees what the user would get, on the user's side of an experiment, and it leaves no trace.
    """
    asked = [user, surface, category, *sorted(set(languages))]
    page = cursors.read(cursor, asked=asked)
    now, shelf, end = page.moment or timezone.now(), current_shelf(), len(page.shown) + count
    past, limits = history(user, until=page.moment), Limits(category, tuple(languages))
    wanted = Wanted(past, min(end, _DEPTH) + 1, surface, limits, reasons)
    rung, draft = _answer(shelf, wanted, now=now, looking=looking)
    # On every page, so that what was moved to the first page is not told again on the second.
    pins = editorial.pins_in_force(surface=surface, now=now)
    left = page.left(pins.place(shelf, past, rung.picks, limits=limits))
    more = len(left) > count and end < _DEPTH
    cursor_out = cursors.write(page, left[:count], moment=now, asked=asked) if more else None
    answer = Answer(uuid4().hex, user, rung.way, rung.version, left[:count], cursor_out)
    if looking:
        return answer
    if draft is not None:
        draft.keep(user=user, request=answer.request, shown=answer.picks, at=now)
    elif rung.way == "personal" and limits == Limits() and not cursor:
        shadowing.note(request=answer.request, user=user, surface=surface, live=rung.version, at=now)
    return answer


def _answer(shelf: Shelf, wanted: Wanted, *, now: datetime, looking: bool) -> tuple[Rung, experiments.Draft | None]:
    """The ranker in force outside of any experiment; else the user's side of it, or both sides in one list."""
    experiment = experiments.running(surface=wanted.surface)
    if experiment is None:
        return _first(shelf, wanted, ranker_of("")), None
    user = wanted.history.user
    if not experiment.interleaves:
        treated = experiments.is_treated(experiment=experiment.key, user=user, share=experiment.share)
        if not looking:
            experiments.expose(experiment=experiment, user=user, treated=treated, now=now)
        return _first(shelf, wanted, experiments.ranker(experiment, treated=treated)), None
    # Both together may break a cap that each keeps to: then a side's next is taken, from as far down as rules look.
    rules = Rules(rules_of(wanted.surface, POPULAR).most_of_category)
    deep = replace(wanted, count=wanted.count + rules.reach)
    sides = (experiments.ranker(experiment, treated=treated) for treated in (False, True))
    control, treatment = (_first(shelf, deep, ranker) for ranker in sides)
    if (control.way, control.version) == (treatment.way, treatment.version):
        # Nothing to compare: of this user neither side knows anything, or both are the same.
        return replace(control, picks=control.picks[: wanted.count]), None
    # The moment is that of the first page, so that pages follow each other.
    seed = f"{experiment.key}\x00{user}\x00{now.timestamp()}"
    codes = {pick.item: shelf.category.codes[shelf.places[pick.item]] for pick in [*control.picks, *treatment.picks]}
    cap = experiments.Cap(rules.most_of_category, codes)
    drafted = experiments.draft(experiment, control.picks, treatment.picks, seed=seed, cap=cap)
    version = f"{control.version} + {treatment.version}"
    return Rung("interleaved", version, drafted.picks[: wanted.count]), drafted


def _first(shelf: Shelf, wanted: Wanted, ranker: Ranker) -> Rung:
    return next((one for one in _rungs(shelf, wanted, ranker) if one.picks), Rung("newest", "", []))


def _rungs(shelf: Shelf, wanted: Wanted, ranker: Ranker) -> Iterator[Rung]:
    if not len(shelf):
        return
    past, count, limits = wanted.history, wanted.count, wanted.limits
    # Of most users nobody asks what the profile tells.
    told, for_all = cache(partial(told_of, past.user)), rules_of(wanted.surface, POPULAR)
    if ladder.is_new(shelf, past, ranker):
        yield ladder.for_newcomers(shelf, past, ranker, count=count, limits=limits, rules=for_all, told=told())
    rules = rules_of(wanted.surface, ranker)
    found = choose(shelf, [past], ranker, count=count, limits=limits, rules=rules, reasons=wanted.reasons)[0]
    yield Rung("popular" if ranker is POPULAR else "personal", ranker.version, found)
    yield _published(shelf, wanted)
    yield from ladder.for_strangers(shelf, past, count=count, limits=limits, rules=for_all, told=told())


def _published(shelf: Shelf, wanted: Wanted) -> Rung:
    """One statement, so that it is of one generation; what has gone off the shelf since is left out.

    A list that labels made is not shown again: what the profile tells, or may be used for, has changed since.
    """
    rows = models.UserList.objects.filter(user=wanted.history.user, generation__state="current")
    found = rows.select_related("generation").first()
    if found is None or found.way == ladder.SEGMENT:
        return Rung("list", "", [])
    past, groups = wanted.history, wanted.limits.groups(shelf)
    closed = set(shelf.closed_to(past.user, past.items).tolist())
    picks = [
        Pick(item, score, reason or {"kind": "list"})
        for item, score, reason in zip(found.items, found.scores, found.reasons or [{}] * len(found.items), strict=True)
        # Pins of that night may have ended; those in force now are placed anew.
        if reason != editorial.REASON
        if (place := shelf.places.get(item)) is not None and shelf.live[place] and place not in closed
        if groups is None or groups[shelf.groups.codes[place]]
    ]
    return Rung("list", found.generation.model_version, picks[: wanted.count])
