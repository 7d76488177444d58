"""Nothing that is asked for was there to learn from."""

import numpy as np
import pytest

from modelkit.recommendation.data import Interactions
from modelkit.recommendation.splits import Split, hold_out_items, leave_one_out, rolling
from modelkit.recommendation.truth import Leak, find_leaks

from ..readers import DAY, PER_SHELF, USERS, town


def kinds(split: Split) -> set[str]:
    return {leak.kind for leak in find_leaks(split)}


@pytest.mark.parametrize("last", [1, 2])
def test_leave_one_out_asks_for_the_last_but_few(last: int) -> None:
    data = town()
    split = leave_one_out(data, last=last)
    assert len(split.train) == len(data) - last * USERS
    for one in split.questions:
        own = data.items[data.rows_by_user[one.user]]
        assert one.history.items.tolist() == own[:-last].tolist()
        assert one.wanted.tolist() == [own[-last]]
    # Others' later rows are the protocol's own leak, and the only one.
    assert kinds(split) == {"future"}


def test_users_of_one_event_are_not_asked_about() -> None:
    split = leave_one_out(Interactions.of([0, 1, 1], [0, 0, 1], [0, 1, 2], catalogue=town().catalogue))
    assert [one.user for one in split.questions] == [1]
    assert split.train.users.tolist() == [0, 1]


def test_what_was_touched_before_is_no_answer() -> None:
    split = leave_one_out(Interactions.of([0, 0, 0], [3, 4, 3], [0, 1, 2], catalogue=town().catalogue))
    assert not split.questions


def test_rolling_windows_know_the_past_only() -> None:
    data = town()
    windows = list(rolling(data, count=3, days=5))
    assert len(windows) == 3
    for number, window in enumerate(windows):
        start = data.now - (number + 1) * 5 * DAY
        assert window.train.now <= start
        assert all(one.history.at == start for one in window.questions)
        assert not find_leaks(window)


def test_newcomers_of_a_window_come_without_a_history() -> None:
    windows = list(rolling(town(), count=5, days=7))
    assert any(len(one.history) == 0 for window in windows for one in window.questions)


def test_held_out_items_are_gone_from_training_and_histories() -> None:
    split, new = hold_out_items(town(), share=0.25)
    assert new.sum() == PER_SHELF
    assert not new[split.train.items].any()
    for one in split.questions:
        assert not new[one.history.items].any()
        assert new[one.wanted].all()
    np.testing.assert_array_equal(hold_out_items(town(), share=0.25)[1], new)


def test_leaks_are_found() -> None:
    split = leave_one_out(town())
    leaky = Split("leaky", town(), split.questions)
    assert Leak("answers", USERS) in find_leaks(leaky)
