"""What holds for every recommender."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from modelkit.errors import ModelNotFound
from modelkit.recommendation.data import History
from modelkit.recommendation.recommenders import (
    RECOMMENDERS,
    Blend,
    Ease,
    Ials,
    Popularity,
    Recommender,
    Segments,
    Sequential,
    SinceVisit,
    TextIals,
    TextNeighbours,
    Transitions,
    TwoTower,
    class_of,
    load,
)
from modelkit.recommendation.splits import leave_one_out
from modelkit.recommendation.truth import measure
from tests.modelkit.answers import assert_same_answers

from ..readers import town

CASES: dict[str, Callable[[], Recommender]] = {
    "popularity": Popularity,
    "segments": Segments,
    "since-visit": SinceVisit,
    "ease": lambda: Ease(penalty=1.0),
    "ials": lambda: Ials(dimension=8),
    "text-ials": lambda: TextIals(dimension=8),
    "transitions": Transitions,
    "text-neighbours": TextNeighbours,
    "two-tower": lambda: TwoTower(dimension=8, epochs=5),
    "sequential": lambda: Sequential(width=16, length=8, epochs=15, dropout=0.0, rate=1e-2),
    "blend": lambda: Blend(sources=[Popularity(), Ease(penalty=1.0), TextNeighbours()]),
}
# What everybody turns to cannot know a reader's shelf.
IMPERSONAL = {"popularity", "segments", "since-visit"}
HISTORIES = [
    History.of([0, 1, 2]),
    History.of([13]),
    History.of([]),
    History.of([25, 30, 25, 25]),
    History.of(list(range(48))),
]


@pytest.fixture(params=list(CASES), scope="module")
def case(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def fitted(case: str) -> Recommender:
    return CASES[case]().fit(leave_one_out(town()).train)


def test_every_recommender_is_under_contract() -> None:
    assert {make().name: type(make()) for make in CASES.values()} == {one: class_of(one) for one in RECOMMENDERS}


def test_scores_are_finite_numbers_for_every_history(fitted: Recommender) -> None:
    scores = fitted.scores(HISTORIES)
    assert scores.shape == (len(HISTORIES), 48)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()


def test_nobody_asks(fitted: Recommender) -> None:
    assert fitted.scores([]).shape == (0, 48)


def test_answers_do_not_depend_on_order_or_company(fitted: Recommender) -> None:
    together = fitted.scores(HISTORIES)
    np.testing.assert_allclose(fitted.scores(HISTORIES[::-1])[::-1], together, atol=1e-5)
    alone = np.concatenate([fitted.scores([one]) for one in HISTORIES])
    np.testing.assert_allclose(alone, together, atol=1e-5)


def test_asking_does_not_change_the_history(fitted: Recommender) -> None:
    history = History.of([0, 1, 2])
    fitted.scores([history])
    assert history.items.tolist() == [0, 1, 2]


def test_a_saved_recommender_answers_as_it_did(case: str, fitted: Recommender, tmp_path: Path) -> None:
    fitted.save(tmp_path / "kept")
    again = load(tmp_path / "kept")
    assert type(again) is type(fitted)
    assert again.settings() == fitted.settings()
    assert again.fingerprint == fitted.fingerprint
    assert_same_answers(again.scores(HISTORIES), fitted.scores(HISTORIES))


def test_the_same_rows_and_seed_give_the_same_scores(case: str, fitted: Recommender) -> None:
    again = CASES[case]().fit(leave_one_out(town()).train)
    np.testing.assert_allclose(again.scores(HISTORIES), fitted.scores(HISTORIES), atol=1e-6)


def test_what_comes_next_is_found_more_often_than_by_chance(case: str, fitted: Recommender) -> None:
    hit = measure(fitted.scores, leave_one_out(town()).questions).metrics["hit@10"].mean()
    assert hit > (0.15 if case in IMPERSONAL else 0.6)


def test_a_recommender_without_training_says_so(case: str) -> None:
    with pytest.raises(ModelNotFound, match="learnt nothing"):
        CASES[case]().scores(HISTORIES)


def test_a_catalogue_of_one(case: str) -> None:
    data = town()
    one = data.where(data.items == 0)
    lonely = type(one).of([0], [0], [0.0], catalogue=type(one.catalogue)(["a"], ["a"], one.catalogue.vectors[:1]))
    assert np.isfinite(CASES[case]().fit(lonely).scores([History.of([0]), History.of([])])).all()


def test_a_folder_without_a_recommender_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match=r"recommender\.json"):
        load(tmp_path)
