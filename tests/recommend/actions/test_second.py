"""The second stage judges the same few at once and at night, learns from lists, stays only where it lists better."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit

from services.recommend.actions import ranking
from services.recommend.actions.ranking import rank
from services.recommend.actions.ranking.features import NAMES
from services.recommend.actions.ranking.learned import LearnedRanker, Weights, load
from services.recommend.actions.ranking.second import FEW, SecondStage
from services.recommend.actions.ranking.shelf import Floats
from services.recommend.actions.training import second as learning
from services.recommend.actions.training.examples import Examples
from services.recommend.actions.training.second import Lists
from services.recommend.queries.histories import history
from tests.recommend import shop

LINE = Weights([0.0] * len(NAMES), [1.0] * len(NAMES), [1.0, *[0.0] * (len(NAMES) - 1)], -2.0)


def bending(seed: int = 0, level: float = 0.0) -> SecondStage:
    rng = np.random.default_rng(seed)
    width = len(NAMES) + 1
    hidden, bias, out = (rng.standard_normal(shape).astype(np.float32) for shape in ((width, 4), 4, 4))
    return SecondStage(np.zeros(width, np.float32), np.ones(width, np.float32), hidden, bias, out, level)


def rows_of(count: int) -> Floats:
    return np.random.default_rng(1).standard_normal((count, len(NAMES))).astype(np.float32)


@pytest.mark.parametrize("level", [-9.0, 0.0, 9.0])
def test_only_the_few_change_places_and_all_others_stay_below_in_their_order(level: float) -> None:
    rows, second = rows_of(300), bending(level=level)
    first = LINE.odds(rows)
    shown = np.ones(300, dtype=bool)
    # What may not be shown takes nobody's place, however high it stands.
    shown[np.argsort(-first)[:7]] = False
    found = np.where(shown, second.again(rows, first, shown), -np.inf)
    before = np.argsort(-np.where(shown, first, -np.inf), kind="stable")
    after = np.argsort(-expit(found).astype(np.float32), kind="stable")
    assert set(after[:FEW]) == set(before[:FEW])
    assert after[FEW:293].tolist() == before[FEW:293].tolist()
    # Near certainty, chances of what differs little are the same number.
    own = expit(second.odds(rows, first)).astype(np.float32)
    assert after[:FEW].tolist() == sorted(before[:FEW].tolist(), key=lambda place: (-own[place], place))


def test_where_nothing_may_be_shown_nothing_changes() -> None:
    rows, first = rows_of(5), LINE.odds(rows_of(5))
    assert np.array_equal(bending().again(rows, first, np.zeros(5, dtype=bool)), first)


@pytest.mark.django_db
def test_a_short_list_begins_as_a_long_one_and_one_user_gets_what_many_get() -> None:
    shop.stock(200)
    for number in range(9):
        shop.act(f"user{number}", [f"i{number:03d}", f"i{4 * number + 40:03d}"])
    shelf = ranking.current_shelf()
    ranker = LearnedRanker("", LINE, second=bending())
    people = [history(f"user{number}") for number in range(9)]
    long = rank(shelf, people, ranker, count=120)
    assert all(
        not np.array_equal(one.places, line.places)
        for one, line in zip(long, rank(shelf, people, replace(ranker, second=None), count=120), strict=True)
    )
    for one, past in zip(long, people, strict=True):
        for count in (8, 50, 51):
            alone = rank(shelf, [past], ranker, count=count)[0]
            assert np.array_equal(alone.places, one.places[:count])
            assert np.array_equal(alone.scores, one.scores[:count])


def test_it_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    rows = rows_of(40)
    ranker = LearnedRanker("ranker@1", LINE, second=bending(level=0.5))
    ranker.save(tmp_path)
    assert np.array_equal(load(tmp_path, version="ranker@1").odds(rows), ranker.odds(rows))


def test_it_learns_what_no_line_can() -> None:
    """What is liked is neither far to one side nor to the other."""
    rng = np.random.default_rng(2)
    rows = np.zeros((400 * FEW, len(NAMES) + 1), dtype=np.float32)
    rows[:, 0] = rng.standard_normal(len(rows))
    starts = np.arange(400) * FEW
    opened = np.zeros(len(rows))
    for start in starts:
        chances = np.exp(-4.0 * rows[start : start + FEW, 0] ** 2)
        opened[start + rng.choice(FEW, p=chances / chances.sum())] = 1.0
    lists = Lists(rows, opened, starts, np.ones(len(starts)))
    second = learning._fit(lists)
    asked = np.zeros((3, len(NAMES)), dtype=np.float32)
    asked[:, 0] = [0.0, 2.0, -2.0]
    middle, *sides = second.odds(asked, np.zeros(3, np.float32))
    assert middle > max(sides) + 0.5
    assert np.array_equal(second.out, learning._fit(lists).out)
    # What was always the same while it learnt, as prices are where there are none, says nothing when it varies later.
    asked[:, 1] = [5.0, -5.0, 500.0]
    assert second.odds(asked, np.zeros(3, np.float32)).tolist() == [middle, *sides]


def test_what_was_seldom_shown_teaches_more() -> None:
    """Half of the lists are of what is always shown, and hold another kind of item than the seldom shown."""
    rng = np.random.default_rng(4)
    lists = []
    for number in range(400):
        rows = np.zeros((FEW, len(NAMES) + 1), dtype=np.float32)
        rows[:, 0] = rng.standard_normal(FEW)
        opened = np.zeros(FEW)
        opened[rows[:, 0].argmin() if number % 2 else rows[:, 0].argmax()] = 9.0 if number % 2 else 1.0
        lists.append((rows, opened))
    low, high = (np.zeros((1, len(NAMES)), dtype=np.float32) for _ in range(2))
    low[0, 0], high[0, 0] = -2.0, 2.0
    second = learning._fit(learning._joined(lists))
    assert second.odds(low, np.zeros(1, np.float32)) > second.odds(high, np.zeros(1, np.float32)) + 1.0


def test_its_chances_are_those_of_what_was_shown_and_what_contradicts_them_is_not_taken() -> None:
    rng = np.random.default_rng(3)
    rows, second, ranker = rows_of(5_000), bending(), LearnedRanker("", LINE)
    own = second.odds(rows, LINE.odds(rows))
    opened = (rng.random(5_000) < expit(0.5 * own - 1.0)).astype(float)
    shown = Examples(rows, opened, np.ones(5_000), np.ones(5_000), np.arange(5_000), [""] * 5_000)
    told = learning._calibrated(second, ranker, shown)
    assert told is not None
    assert expit(told.odds(rows, LINE.odds(rows))).mean() == pytest.approx(opened.mean(), abs=0.01)
    assert learning._calibrated(second, ranker, replace(shown, opened=1.0 - opened)) is None
