"""Users who return after others have moved on."""

from pathlib import Path

import numpy as np
import pytest

from modelkit.recommendation.data import Catalogue, History, Interactions
from modelkit.recommendation.recommenders import Segments, SinceVisit, load

DAY = 86_400.0
# Taken as often as each other in all: one in the first ten days, one in the last, one throughout.
EARLY, LATE, ALWAYS, RARE = range(4)


def crowd() -> Interactions:
    """A hundred rows a day for twenty days."""
    items, times = [], []
    for day in range(20):
        for number in range(100):
            items.append(ALWAYS if number % 2 else EARLY if day < 10 else LATE)
            times.append(day * DAY + number)
    items.append(RARE)
    times.append(0.0)
    nothing = np.zeros((4, 2), dtype=np.float32)
    return Interactions.of(range(len(items)), items, times, catalogue=Catalogue(list("abcd"), list("abcd"), nothing))


def scores_of(*histories: History) -> np.ndarray:
    return SinceVisit(half_life=1e6, drawn=10.0).fit(crowd()).scores(histories)


def visitor(day: float) -> History:
    return History.of([RARE], times=[day * DAY], at=20 * DAY)


def test_who_was_here_before_it_came_up_gets_the_new_first() -> None:
    long_away, stranger = scores_of(visitor(9.5), History.of([], at=20 * DAY))
    assert long_away[LATE] > long_away[ALWAYS] > long_away[EARLY]
    assert stranger[EARLY] == pytest.approx(stranger[LATE], abs=1e-3)


def test_who_is_still_here_has_passed_by_what_is_popular() -> None:
    """Nothing came since, so nothing is known to be new: the shares before are set against those of all rows."""
    here, stranger = scores_of(visitor(19.5), History.of([], at=20 * DAY))
    plain = Segments(half_life=1e6).fit(crowd()).scores([visitor(19.5)])[0]
    np.testing.assert_array_equal(np.argsort(-stranger, kind="stable"), np.argsort(-plain, kind="stable"))
    assert here[EARLY] > here[LATE]


def test_a_short_absence_changes_little_where_rows_are_few() -> None:
    data = crowd()
    asked = [visitor(18.5), History.of([], at=20 * DAY)]
    gaps = []
    for drawn in (10.0, 1e6):
        own, everybody = SinceVisit(drawn=drawn).fit(data).scores(asked)
        gaps.append(float(np.abs(own - everybody).max()))
    assert gaps[1] < gaps[0] / 10


def test_visits_before_the_first_row_and_after_the_last_are_no_error() -> None:
    ancient, future = scores_of(visitor(-5000.0), visitor(5000.0))
    assert np.isfinite(ancient).all()
    assert np.isfinite(future).all()
    assert ancient.argmax() == ALWAYS


def test_days_are_kept_with_the_recommender(tmp_path: Path) -> None:
    fitted = SinceVisit().fit(crowd())
    fitted.save(tmp_path)
    asked = [visitor(9.5), visitor(15.0)]
    np.testing.assert_array_equal(load(tmp_path).scores(asked), fitted.scores(asked))
