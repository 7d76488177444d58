"""The cross-encoder of the last few, learnt from the lists that the stages before would have made, and kept only where
it lists better.

Its network learns on the older of the days, the newest of them say how much it is to count beside the stages before,
and the validation days, of which it knows nothing, whether it stays. The same data give the same network.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext_noop
from numpy.typing import NDArray

from modelkit.errors import TrainingInterrupted
from services.recommend import models
from services.recommend.actions.evaluating.windows import Window, windows
from services.recommend.actions.ranking import Shelf
from services.recommend.actions.ranking.cross import FEW, CrossEncoder, Pair, pairs_of
from services.recommend.actions.ranking.features import features
from services.recommend.actions.ranking.learned import LearnedRanker, showable
from services.recommend.actions.ranking.shelf import Floats
from services.recommend.actions.ranking.topmost import best
from services.recommend.actions.training.examples import Page, Pages
from services.recommend.actions.training.gate import kept_if_better
from services.recommend.actions.vectors import BACKBONE
from shared.errors import ServiceError

# Where a card keeps what was found.
KEY = "cross"
# modelkit's recipe, and what is other here: short texts and few layers, since every list waits for them.
RECIPE = "pair_scorer_fast"
OVERRIDES = ("layers=2", "freeze=embeddings", "learning_rate=1e-4", "max_length=96", "epochs=2")
# Fewer lists teach nothing; more than so many a day, or pages that say what chances are, take longer than they teach.
MIN_LISTS = 100
_LISTS_A_DAY, _PAGES_A_DAY = 100, 150
# So many of the newest days that teach say how much it counts.
_HELD = 4
# Lists by which its cost is told.
_TIMED = 20
Array = NDArray[np.float64]
Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Read:
    """What can be read of a `page`: `pairs` of texts, and what the stages before say, [n] each."""

    page: Page
    pairs: list[Pair]
    before: Floats

    @property
    def opened(self) -> Array:
        return self.page.opened


def is_wanted() -> bool:
    """Where settings ask for it or, if they leave it open, a GPU is there."""
    if settings.CROSS_ENCODER == "auto":
        import torch

        return torch.cuda.is_available()
    return bool(settings.CROSS_ENCODER == "on")


def learn(
    ranker: LearnedRanker,
    pages: Pages,
    *,
    until: datetime,
    days: int,
    validation: int,
    folder: Path,
    report: Report,
) -> CrossEncoder | None:
    """From the lists of these days; its chances are those of the `pages` of the `validation` days after them.

    None where there is too little to learn from. The network is left in the `folder`.
    """
    old = _lists(ranker, until=until - timedelta(days=_HELD), days=days - _HELD)
    held = _lists(ranker, until=until, days=_HELD)
    if len(old) < MIN_LISTS or not held:
        return None
    _fit(old, held, folder, report)
    weighed = _weighed(CrossEncoder(folder, before=1.0, read=0.0), held)
    return _calibrated(weighed, _pages(ranker, pages, until=until, days=validation))


def tried(
    ranker: LearnedRanker, cross: CrossEncoder | None, *, until: datetime, days: int
) -> tuple[LearnedRanker, dict[str, Any]]:
    """The ranker, with the cross-encoder only if it lists better for sure; and what a card tells of it.

    `milliseconds` of all cores together are what a list of its `few` costs more.
    """
    if cross is None:
        return ranker, {"used": False}
    richer = replace(ranker, cross=cross)
    found, told = kept_if_better(ranker, richer, until=until, days=days)
    return found, {**told, "few": FEW, "milliseconds": _cost(richer, until=until)}


def _lists(ranker: LearnedRanker, *, until: datetime, days: int) -> list[Read]:
    """Of each list in whose few something was opened and something was not."""
    found = [
        one
        for window in windows(until=until, count=days, days=1)
        for one in _read(ranker, window.shelf, _few(ranker, window.thinned(_LISTS_A_DAY)))
    ]
    return [one for one in found if 0 < one.opened.sum() < len(one.opened)]


def _few(ranker: LearnedRanker, window: Window) -> list[Page]:
    """What the stages before put on top, as a page."""
    shelf, everything, found = window.shelf, np.arange(len(window.shelf)), []
    for history, targets in zip(window.histories, window.targets, strict=True):
        if not ranker.knows(shelf, history):
            continue
        odds = ranker.listed(shelf, [history], [everything])[0]
        few = best(np.where(showable(shelf, history, everything), odds, np.float32(-np.inf)), FEW)
        opened = np.array([float(shelf.keys[place] in targets) for place in few])
        found.append(Page(history, few, np.arange(1.0, len(few) + 1), opened, np.ones(len(few))))
    return found


def _pages(ranker: LearnedRanker, pages: Pages, *, until: datetime, days: int) -> list[Read]:
    """Those of the days after, without what had been opened before."""
    found = []
    for number in range(days):
        shelf, these = pages(until + timedelta(days=number), until + timedelta(days=number + 1))
        kept = [_new(shelf, page) for page in these[:: 1 + len(these) // _PAGES_A_DAY]]
        found += _read(ranker, shelf, kept)
    return found


def _new(shelf: Shelf, page: Page) -> Page:
    new = np.array([shelf.keys[place] not in page.history.items for place in page.places], dtype=bool)
    return page.only(new)


def _read(ranker: LearnedRanker, shelf: Shelf, found: Sequence[Page]) -> list[Read]:
    histories, places = [page.history for page in found], [page.places for page in found]
    told = zip(found, features(shelf, histories, places), pairs_of(shelf, histories, places), strict=True)
    return [_readable(page, ranker.odds(rows), pairs) for page, rows, pairs in told]


def _readable(page: Page, before: Floats, pairs: Sequence[Pair | None]) -> Read:
    there = np.array([pair is not None for pair in pairs], dtype=bool)
    return Read(page.only(there), [pair for pair in pairs if pair], before[there])


def _fit(old: Sequence[Read], held: Sequence[Read], folder: Path, report: Report) -> None:
    # Of no use to a process that does not train, and large.
    import torch

    from modelkit.config import load_recipe
    from modelkit.models import PairScorer
    from modelkit.training import fit

    def progress(event: Mapping[str, Any]) -> None:
        if event["event"] == "progress":
            report("cross-encoder", event["step"], event["steps"])

    recipe = load_recipe(RECIPE, OVERRIDES)
    # What is new in it begins at random, and the same each time.
    torch.manual_seed(recipe.seed)
    scorer = PairScorer.from_backbone(BACKBONE, languages=_languages(), layers=recipe.layers)
    try:
        fit(scorer, _records(old), validation=_records(held), recipe=recipe, progress=progress)
    except TrainingInterrupted as stopped:
        # Nothing of it is kept: another one would look back from another moment, on other lists.
        raise ServiceError(gettext_noop("The worker was stopped. Start the training again.")) from stopped
    scorer.save_pretrained(folder)


def _languages() -> list[str]:
    found = models.Item.objects.exclude(language="").values_list("language", flat=True).order_by("language").distinct()
    return list(dict.fromkeys(language.partition("-")[0] for language in found))


def _records(lists: Sequence[Read]) -> list[Any]:
    from modelkit.data.records import ScoredPair

    return [
        ScoredPair(query, passage, float(opened))
        for one in lists
        for (query, passage), opened in zip(one.pairs, one.opened, strict=True)
    ]


def _weighed(cross: CrossEncoder, lists: Sequence[Read]) -> CrossEncoder:
    """How much reading counts beside the stages before: a softmax over each list asks which of it were opened.

    Not less than nothing: what would have to be turned round has learnt nothing, and leads by chance if it does.
    """
    # Of no use to a process that does not train, and large.
    from scipy.optimize import minimize
    from scipy.special import log_softmax

    logits = [cross.logits(one.pairs) for one in lists]

    def loss(weights: Array) -> float:
        rows = zip(lists, logits, strict=True)
        chances = [(log_softmax(weights[0] * one.before + weights[1] * read), one.opened) for one, read in rows]
        return -float(np.mean([(own * opened).sum() / opened.sum() for own, opened in chances]))

    before, read = minimize(loss, [1.0, 0.0], bounds=[(0.0, None)] * 2).x
    return replace(cross, before=float(before), read=float(read))


def _calibrated(cross: CrossEncoder, shown: Sequence[Read]) -> CrossEncoder | None:
    """Platt's scaling on what was shown, as for the second stage; None where what it prefers is opened less often."""
    from sklearn.linear_model import LogisticRegression

    opened = np.concatenate([np.zeros(0), *(one.opened for one in shown)])
    if not 0 < opened.sum() < len(opened):
        return None
    own = np.concatenate([cross.odds(one.before, cross.logits(one.pairs)) for one in shown])
    position, weight = (np.concatenate([getattr(one.page, name) for one in shown]) for name in ("position", "weight"))
    rows = np.column_stack([own, np.log(position)])
    model = LogisticRegression(C=np.inf, max_iter=500).fit(rows, opened, sample_weight=weight)
    slope, level = float(model.coef_[0][0]), float(model.intercept_[0])
    return replace(cross, before=slope * cross.before, read=slope * cross.read, level=level) if slope > 0 else None


def _cost(ranker: LearnedRanker, *, until: datetime) -> float:
    """Milliseconds of all cores for one list, the texts' way from the database included."""
    window = next(windows(until=until, count=1, days=1), None)
    known = [one for one in window.histories if ranker.knows(window.shelf, one)] if window else []
    if window is None or not known:
        return 0.0
    spent = 0.0
    for history in islice(known, _TIMED):
        began = time.process_time()
        ranker.scores(window.shelf, [history], [np.arange(len(window.shelf))])
        spent += time.process_time() - began
    return 1_000 * spent / min(len(known), _TIMED)
