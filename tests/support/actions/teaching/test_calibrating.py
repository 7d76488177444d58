"""How near is near enough, learned from the company's own examples."""

import numpy as np
import pytest

from services.support import models
from services.support.actions.answer.similarity import fit, nearness
from services.support.actions.limits import threshold_for
from services.support.actions.records.masking import digest
from services.support.actions.teaching.calibrating import absence, calibrate, is_calibrated

WORDS = "card account money transfer bank balance pin limit fee exchange refund charge".split()


@pytest.mark.django_db
@pytest.mark.usefixtures("bank")
def test_examples_play_at_being_corrected() -> None:
    for word in WORDS:
        intent = models.Intent.objects.create(name=f"about_{word}", title={})
        for number in range(8):
            text = f"{'please ' * (number % 3)}what is the {word} {number}"
            split = "validation" if number > 4 else "train"
            models.Example.objects.create(intent=intent, text=text, text_hash=digest(text), language="en", split=split)
    learned = calibrate()
    assert len(learned["weights"]) == 3
    assert len(learned["scores"]) == len(learned["correct"]) > 0
    assert 0 <= learned["disagreement"] <= 1
    assert is_calibrated()
    assert models.Policy.objects.get().taught == learned


@pytest.mark.django_db
@pytest.mark.usefixtures("bank")
def test_with_too_few_examples_only_the_same_words_are_matched() -> None:
    assert "weights" not in calibrate()
    assert is_calibrated()


def test_right_labels_that_none_of_the_nearest_bears_are_counted_among_hard_questions_only() -> None:
    """Twenty of a lie together; eight of b with four of c, of which too little is known, beside them."""
    a, b, c = np.eye(3, dtype=np.float32)
    beside = (b + c) / np.sqrt(np.float32(2))
    known, labels = (
        np.stack([a] * 20 + [b] * 8 + [beside] * 4),
        np.array(["a"] * 20 + ["b"] * 8 + ["c"] * 4, dtype=object),
    )
    asked = [(a, "b")] * 10 + [(beside, "b")] * 15 + [(b, "b")] * 40 + [(a, "c")] * 9 + [(a, "")] * 9
    questions, right = (
        np.stack([one for one, _label in asked]),
        np.array([label for _one, label in asked], dtype=object),
    )
    assert absence(known, labels, questions, right) == {"absence": 0.4}
    assert absence(known, labels, questions[5:], right[5:]) == {"absence": 0.25}
    assert absence(known, labels, questions[10:], right[10:]) == {}


def test_the_nearest_other_answer_is_the_rival() -> None:
    cosines, taught = [0.9, 0.8, 0.7, 0.6], [False, True, True, False]
    answers = ["a", "b", "b", "c"]
    found = nearness(cosines, taught, lambda a, b: answers[a] == answers[b])
    assert found is not None
    assert (found.place, found.cosine) == (1, 0.8)
    assert found.lead == pytest.approx(-0.1)


def test_without_a_corrected_neighbour_there_is_nothing() -> None:
    assert nearness([0.9], [False], lambda a, b: True) is None


def test_nearer_is_likelier_after_fitting() -> None:
    draw = np.random.default_rng(0)
    seen = [nearness([0.5 + lead / 2, 0.5], [True, False], lambda a, b: False) for lead in draw.uniform(-0.2, 0.9, 200)]
    known = [one for one in seen if one is not None]
    weights = fit(known, [one.lead > 0.3 for one in known])
    assert weights is not None
    near, far = known[0], known[0]
    for one in known:
        near, far = (one if one.lead > near.lead else near), (one if one.lead < far.lead else far)
    assert near.chance(weights) > 0.5 > far.chance(weights)


def test_a_limit_that_nothing_keeps_opens_nothing() -> None:
    assert threshold_for({"scores": [0.9, 0.8], "correct": [False, False]}, 0.1)["threshold"] == 1e9
    assert threshold_for({}, 0.1)["threshold"] is None
