"""Users of whom nothing but labels is known."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from modelkit.recommendation.data import History, Interactions
from modelkit.recommendation.recommenders import Popularity, Segments, load
from modelkit.recommendation.splits import leave_one_out, rolling

from ..readers import PER_SHELF, SHELVES, USERS, town


def labelled() -> Interactions:
    """Readers tell which shelf they keep to."""
    return replace(town(), labels=[[f"shelf {user % SHELVES}"] for user in range(USERS)])


def stranger(*labels: str) -> History:
    return replace(History.of([]), labels=labels)


def test_a_stranger_gets_what_people_alike_turn_to() -> None:
    segments = Segments(prior=1.0, weight=1.0).fit(labelled())
    for shelf in range(SHELVES):
        best = int(segments.scores([stranger(f"shelf {shelf}")])[0].argmax())
        assert best // PER_SHELF == shelf


def test_without_labels_it_is_what_everybody_turns_to() -> None:
    data = labelled()
    segments, everybody = Segments(half_life=10.0).fit(data), Popularity(half_life=10.0).fit(data)
    order = np.argsort(-everybody.scores([stranger()])[0], kind="stable")
    for asked in (stranger(), stranger("of no label that was learnt")):
        np.testing.assert_array_equal(np.argsort(-segments.scores([asked])[0], kind="stable"), order)


def test_few_people_alike_are_drawn_towards_everybody() -> None:
    asked = [stranger("shelf 1"), stranger()]
    gaps = []
    for prior in (1.0, 1000.0):
        own, everybody = Segments(prior=prior).fit(labelled()).scores(asked)
        gaps.append(float(np.abs(own - everybody).max()))
    assert gaps[1] < gaps[0] / 10


def test_what_labels_add_is_told_one_by_one() -> None:
    segments = Segments(prior=1.0).fit(labelled())
    told = ["shelf 2", "shelf 0"]
    both, nobody = segments.scores([stranger(*told), stranger()])
    np.testing.assert_allclose(nobody + segments.leanings(told).sum(axis=0), both, rtol=1e-5)
    assert {"shelf 0", "shelf 2"} <= set(segments.numbers)
    assert segments.leanings([]).shape == (0, segments.items)


def test_labels_are_kept_with_the_recommender(tmp_path: Path) -> None:
    segments = Segments(prior=1.0).fit(labelled())
    segments.save(tmp_path)
    asked = [stranger("shelf 2")]
    np.testing.assert_array_equal(load(tmp_path).scores(asked), segments.scores(asked))


def test_questions_bring_labels_along() -> None:
    data = labelled()
    for split in (leave_one_out(data), next(iter(rolling(data, count=1, days=7.0)))):
        assert split.questions
        assert all(list(one.history.labels) == [f"shelf {one.user % SHELVES}"] for one in split.questions)
