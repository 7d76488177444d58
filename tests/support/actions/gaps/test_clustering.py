"""Questions of one subject come together, and the cut follows the company's labels."""

import numpy as np

from services.support.actions.gaps.clustering import MIN_LABELLED, choose_cut, cluster, nearness
from services.support.actions.gaps.naming import name_groups

SUBJECTS, EACH, DIM = 8, 10, 16


def drawn(spread: float, *, seed: int = 0) -> tuple[np.ndarray, list[str]]:
    """Unit vectors around the middles of eight subjects."""
    chance = np.random.default_rng(seed)
    middles = np.linalg.qr(chance.normal(size=(DIM, DIM)))[0][:SUBJECTS]
    rows = np.repeat(middles, EACH, axis=0) + spread * chance.normal(size=(SUBJECTS * EACH, DIM))
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit.astype(np.float32), [f"subject {number // EACH}" for number in range(SUBJECTS * EACH)]


def test_a_cut_chosen_on_some_subjects_finds_others() -> None:
    vectors, labels = drawn(0.08)
    cut = choose_cut(vectors, labels)
    assert cut.agreement is not None
    assert cut.agreement > 0.95
    others, truth = drawn(0.08, seed=1)
    groups = cluster(others, cut.distance)
    assert len({(group, label) for group, label in zip(groups, truth, strict=True)}) == SUBJECTS


def test_without_enough_labels_only_equal_questions_are_one_subject() -> None:
    vectors, labels = drawn(0.08)
    few = choose_cut(vectors[: MIN_LABELLED - 1], labels[: MIN_LABELLED - 1])
    assert (few.distance, few.agreement) == (0.0, None)
    assert len(set(cluster(vectors, few.distance))) == len(vectors)
    assert len(set(cluster(np.repeat(vectors[:1], 3, axis=0), few.distance))) == 1


def test_one_question_and_none() -> None:
    vectors, _labels = drawn(0.08)
    assert cluster(vectors[:1], 0.5).tolist() == [0]
    assert cluster(vectors[:0], 0.5).tolist() == []


def test_the_most_central_question_is_nearest_to_the_middle() -> None:
    rows = np.array([[1, 0], [0.8, 0.6], [0.6, 0.8], [0, 1], [0.707, 0.707]], dtype=np.float32)
    assert int(np.argmax(nearness(rows))) == 4


def test_names_are_what_the_questions_share_in_either_language() -> None:
    gold = ["can I buy gold bars here", "where do you sell gold bars", "gold bars please"]
    safe = ["可以租保险箱吗", "保险箱租金多少钱", "想租一个保险箱"]
    common = ["can I buy a coffee", "where do you live", "多少钱", "可以吗"]
    names = name_groups([gold, safe], common)
    assert {"gold", "bars"} <= set(names[0])
    assert "sell" not in names[0]
    assert names[1][0] == "保险箱"


def test_a_word_of_one_customer_names_no_subject_of_several() -> None:
    names = name_groups([["my cousin Zbigniew wants gold", "do you sell gold"]], [])
    assert names == [["gold"]]


def test_masks_are_no_words() -> None:
    assert name_groups([["write to [email]", "to [email] please write"]], []) == [["write"]]
