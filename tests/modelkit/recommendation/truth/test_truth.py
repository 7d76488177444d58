"""Rankings, their figures and leads, against numbers counted by hand."""

from collections.abc import Sequence

import numpy as np
import pytest

from modelkit.recommendation.data import History, Question
from modelkit.recommendation.truth import best, compare, lead, measure
from modelkit.recommendation.truth.measuring import Floats, Scorer


def asked(user: int, history: list[int], wanted: list[int]) -> Question:
    return Question(user, History.of(history), np.array(wanted, dtype=np.int64))


def by_place(items: int) -> Scorer:
    """Later places are worse."""

    def score(histories: Sequence[History]) -> Floats:
        return np.tile(-np.arange(items, dtype=np.float32), (len(histories), 1))

    return score


def test_equal_scores_stand_in_the_order_of_places() -> None:
    scores = np.array([[1, 2, 2, 2, 1], [0, 0, 0, 0, 0]], dtype=np.float32)
    np.testing.assert_array_equal(best(scores, 2), [[1, 2], [0, 1]])


def test_nothing_fills_up_where_little_may_be_listed() -> None:
    scores = np.array([[-np.inf, 3, np.nan, -np.inf]], dtype=np.float32)
    np.testing.assert_array_equal(best(scores, 3), [[1, -1, -1]])


def test_best_agrees_with_sorting_everything() -> None:
    scores = np.random.default_rng(0).integers(0, 9, size=(50, 40)).astype(np.float32)
    np.testing.assert_array_equal(best(scores, 10), np.argsort(-scores, axis=1, kind="stable")[:, :10])


def test_metrics_of_one_list() -> None:
    # The list is 1, 2, 3, …: 0 is known already. Wanted are the second and a far one.
    found = measure(by_place(40), [asked(0, [0], [2, 39])]).metrics
    ideal = 1 + 1 / np.log2(3)
    assert found["ndcg@10"][0] == pytest.approx((1 / np.log2(3)) / ideal)
    assert found["hit@10"][0] == 1
    assert found["recall@20"][0] == 0.5
    assert found["mrr@20"][0] == 0.5


def test_only_new_items_are_ranked_where_so_asked() -> None:
    among = np.arange(40) >= 38
    assert measure(by_place(40), [asked(0, [0], [39])], among=among).metrics["mrr@20"][0] == 0.5


def test_perfect_foresight_scores_one() -> None:
    questions = [asked(user, [0], [1, 2, 3]) for user in range(3)]
    assert measure(by_place(40), questions).metrics["ndcg@10"].tolist() == pytest.approx([1, 1, 1])


def test_no_questions_no_figures() -> None:
    figures = compare([measure(by_place(4), [])], items=4)
    assert figures.questions == 0
    assert figures.metrics["ndcg@10"].value == 0


def test_slices_tell_those_of_whom_little_is_known() -> None:
    answers = measure(by_place(40), [asked(0, [], [1]), asked(1, [0, 1], [2]), asked(2, list(range(8)), [20])])
    counted = {name: compare([answers], items=40, slice_of=name).questions for name in ("all", "cold", "warm", "known")}
    assert counted == {"all": 3, "cold": 2, "warm": 1, "known": 2}


def test_a_lead_is_paired_and_its_interval_draws_users() -> None:
    worse = measure(by_place(40), [asked(user, [], [9]) for user in range(30)] * 3)
    better = measure(by_place(40), [asked(user, [], [1]) for user in range(30)] * 3)
    assert lead([better], [worse]).significant
    assert not lead([worse], [worse]).significant
    # Three rows of one user are one user: the interval is as wide as that of thirty.
    thirty = measure(by_place(40), [asked(user, [], [user % 12]) for user in range(30)])
    ninety = measure(by_place(40), [asked(user, [], [user % 12]) for user in range(30)] * 3)
    wide, same = (compare([one], items=40).metrics["ndcg@10"] for one in (thirty, ninety))
    assert (same.low, same.high) == pytest.approx((wide.low, wide.high))


def test_coverage_counts_what_anybody_is_shown() -> None:
    assert measure(by_place(40), [asked(0, [], [1])]).coverage(40) == 0.25
