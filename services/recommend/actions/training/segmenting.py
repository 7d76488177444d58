"""What labels of newcomers are worth: settings are chosen on validation days, and measured on days after them.

Everybody who has a label is asked about as if nothing else were known of them: few are new in a handful of days.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product

import numpy as np

from modelkit.evaluation.intervals import Interval
from modelkit.evaluation.significance import paired_bootstrap
from modelkit.recommendation.recommenders import Segments
from services.recommend.actions.evaluating.measuring import Rows, rank
from services.recommend.actions.evaluating.systems import System
from services.recommend.actions.evaluating.windows import Window, windows
from services.recommend.actions.ranking import Limits, Shelf
from services.recommend.actions.ranking.rankers import POPULAR, Ranker
from services.recommend.actions.ranking.segments import SegmentRanker, labelled
from services.recommend.actions.ranking.shelf import Floats
from services.recommend.queries.histories import History
from services.recommend.queries.users import NOTHING_TOLD, Told, told_by_user

# As if so many rows of a label were everybody's, and how much of what its people say counts.
_PRIORS, _WEIGHTS = (20.0, 100.0, 840.0), (0.5, 1.0)
# It is asked before what a user touched, where that is known to be better up to so many items.
_FEW = (5, 2, 1)
# A comparison of fewer users is chance.
_ENOUGH = 30
# What a version's card calls the lead.
METRIC = "newcomers +ndcg@10"


@dataclass(frozen=True)
class Newcomers:
    """`lead`: NDCG@10 above what is popular in the same languages, over full ranking, on days not seen by either."""

    ranker: SegmentRanker
    users: int
    lead: Interval

    @property
    def refused(self) -> bool:
        """Known to be worse than what everybody gets."""
        return self.lead.high < 0


def learn(ranker: Ranker, *, until: datetime, validation: int, test: int) -> Newcomers | None:
    """Learnt up to the end, measured on the last `test` days; None where no label may be used or is shared by enough.

    `ranker` is who would answer as soon as anything is known.
    """
    data = labelled(until=until)
    if data is None:
        return None
    chosen = _choose(ranker, until=until - timedelta(days=test), days=validation)
    asked = _asked(until=until, days=test)
    users, lead = (len(asked.histories), _lead(asked, chosen.as_of(asked.at), POPULAR)) if asked else (0, _UNKNOWN)
    return Newcomers(replace(SegmentRanker.fit(data, replace(chosen.source)), few=chosen.few), users, lead)


_UNKNOWN = Interval(0.0, 0.0, 0.0)


def _choose(ranker: Ranker, *, until: datetime, days: int) -> SegmentRanker:
    """Settings, with what was known before the days; those of the library where nobody was there to choose by."""
    asked = _asked(until=until, days=days)
    data = labelled(until=asked.at) if asked else None
    if asked is None or data is None:
        return SegmentRanker("", [], Segments())
    tried = [SegmentRanker.fit(data, Segments(prior=prior, weight=one)) for prior, one in product(_PRIORS, _WEIGHTS)]
    best = max(tried, key=lambda one: float(np.mean(_ndcg(asked, one))))
    return replace(best, few=next((few for few in _FEW if _leads(asked, best, ranker, few)), 0))


def _asked(*, until: datetime, days: int) -> Window | None:
    """Those who have labels; None where none of them opened anything."""
    window = next(windows(until=until, count=1, days=days), None)
    if window is None:
        return None
    told = told_by_user([one.user for one in window.histories])
    labels = [told.get(one.user, NOTHING_TOLD).labels for one in window.histories]
    asking = [replace(one, labels=own) for one, own in zip(window.histories, labels, strict=True)]
    return replace(window, histories=asking).only([bool(own) for own in labels]) if any(labels) else None


def _leads(asked: Window, segments: SegmentRanker, ranker: Ranker, few: int) -> bool:
    """Whether it is known to be better than the ranker for those who touched something, but at most so many items."""
    places = asked.shelf.places
    kept = [0 < len({deed.item for deed in one.liked} & places.keys()) <= few for one in asked.histories]
    return sum(kept) >= _ENOUGH and _lead(asked.only(kept), segments, ranker).low > 0


def _lead(asked: Window, one: Ranker, other: Ranker) -> Interval:
    return paired_bootstrap(_ndcg(asked, one), _ndcg(asked, other)).difference


def _ndcg(asked: Window, ranker: Ranker) -> list[float]:
    rows = Rows()
    rank(asked, _spoken(ranker, told_by_user([one.user for one in asked.histories])), rows)
    return rows.ndcg


def _spoken(ranker: Ranker, told: dict[str, Told]) -> System:
    """In the languages of each, as in life: else labels would be praised for telling what the profile says anyway."""

    def scores(shelf: Shelf, histories: Sequence[History]) -> Floats:
        found = np.stack(ranker.scores(shelf, histories, [np.arange(len(shelf))] * len(histories)))
        for row, one in zip(found, histories, strict=True):
            groups = Limits(languages=told.get(one.user, NOTHING_TOLD).languages).groups(shelf)
            if groups is not None:
                row[~groups[shelf.groups.codes]] = -np.inf
        return found

    return scores
