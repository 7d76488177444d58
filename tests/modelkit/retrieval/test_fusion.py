import numpy as np
import pytest

from modelkit.retrieval.fusion import FEATURES, Fusion, Question, features, learn


def questions(count: int, *, words_help: bool, seed: int = 0) -> list[Question]:
    """Cosines hint at the answer; BM25 points at it, or is noise."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        relevant = np.zeros(20, dtype=bool)
        relevant[rng.integers(20)] = True
        dense = (rng.normal(0.8, 0.05, 20) + 0.05 * relevant).astype(np.float32)
        signal = 6 * relevant if words_help else 0
        lexical = np.maximum(0, rng.normal(3, 2, 20) + signal).astype(np.float32)
        made.append(Question(dense, lexical, relevant))
    return made


def test_words_that_help_are_weighed_in() -> None:
    fusion = learn(questions(200, words_help=True))
    assert fusion.kind == "learned"
    assert fusion.report["gain_low"] > 0
    assert fusion.report["fused"] > fusion.report["dense"]


@pytest.mark.parametrize("seed", range(5))
def test_words_that_only_disturb_are_left_out(seed: int) -> None:
    fusion = learn(questions(200, words_help=False, seed=seed), seed=seed)
    assert fusion.kind == "dense"


def test_fused_is_not_below_the_best_single_source_on_fresh_questions() -> None:
    fusion = learn(questions(300, words_help=True))
    fresh = questions(300, words_help=True, seed=99)

    def hits(scores: list[np.ndarray]) -> float:
        return float(np.mean([q.relevant[s.argmax()] for q, s in zip(fresh, scores, strict=True)]))

    fused = hits([fusion.scores(q.dense, q.lexical) for q in fresh])
    singles = (hits([q.dense for q in fresh]), hits([q.lexical for q in fresh]))
    assert fused >= max(singles) - 0.02


@pytest.mark.parametrize("count", [0, 1, 39])
def test_too_few_questions_to_tell_keep_cosines(count: int) -> None:
    assert learn(questions(count, words_help=True)).kind == "dense"


def test_questions_without_an_answer_in_reach_teach_nothing() -> None:
    lost = [Question(q.dense, q.lexical, np.zeros(20, dtype=bool)) for q in questions(80, words_help=True)]
    assert learn(lost).kind == "dense"


def test_learning_is_repeatable() -> None:
    assert learn(questions(100, words_help=True), seed=3) == learn(questions(100, words_help=True), seed=3)


def test_evidence_is_finite_when_no_word_is_shared() -> None:
    rows = features(np.array([0.9, 0.8], dtype=np.float32), np.zeros(2, dtype=np.float32))
    assert rows.shape == (2, len(FEATURES))
    assert np.isfinite(rows).all()
    assert not rows[:, [1, 2, 4]].any()


def test_a_fusion_survives_being_written_down() -> None:
    fusion = learn(questions(100, words_help=True))
    assert Fusion.from_dict(fusion.to_dict()) == fusion
    assert Fusion.from_dict(Fusion().to_dict()) == Fusion()
