"""Each figure against scikit-learn, scipy or a value worked out by hand."""

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import f1_score, ndcg_score, roc_auc_score

from modelkit.evaluation import metrics


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(7)


def test_accuracy_and_macro_f1_agree_with_scikit_learn(random: np.random.Generator) -> None:
    labels, guesses = random.integers(0, 6, 400), random.integers(0, 6, 400)
    guesses[:300] = labels[:300]
    assert metrics.accuracy(guesses, labels) == pytest.approx((guesses == labels).mean())
    assert metrics.macro_f1(guesses, labels) == pytest.approx(f1_score(labels, guesses, average="macro"))


def test_macro_f1_counts_a_label_that_was_only_ever_guessed() -> None:
    labels, guesses = [0, 0, 1, 1], [0, 2, 1, 1]
    assert metrics.macro_f1(guesses, labels) == pytest.approx(f1_score(labels, guesses, average="macro"))


def test_auroc_agrees_with_scikit_learn_also_with_ties(random: np.random.Generator) -> None:
    scores, positive = random.integers(0, 12, 500), random.random(500) < 0.3
    assert metrics.auroc(scores, positive) == pytest.approx(roc_auc_score(positive, scores))


def test_auroc_of_one_kind_is_undefined() -> None:
    assert np.isnan(metrics.auroc([0.1, 0.9], [True, True]))


def test_spearman_agrees_with_scipy_also_with_ties(random: np.random.Generator) -> None:
    first = random.integers(0, 9, 300)
    second = first + random.integers(0, 9, 300)
    assert metrics.spearman(first, second) == pytest.approx(spearmanr(first, second).statistic)
    assert np.isnan(metrics.spearman([1, 1, 1], [1, 2, 3]))


def test_ranks_become_hits_and_reciprocal_ranks() -> None:
    ranks = [1, 2, 11, 0]
    assert metrics.hits(ranks, k=1).tolist() == [1, 0, 0, 0]
    assert metrics.reciprocal_ranks(ranks, k=10).tolist() == [1, 0.5, 0, 0]
    assert metrics.mrr(ranks, k=10) == pytest.approx(0.375)


def test_ndcg_agrees_with_scikit_learn(random: np.random.Generator) -> None:
    relevance = random.integers(0, 4, (20, 15)).astype(float)
    scores = random.random((20, 15))
    found = np.take_along_axis(relevance, np.argsort(-scores, axis=1), axis=1)
    assert metrics.ndcg(found, ideal=relevance, k=10) == pytest.approx(ndcg_score(relevance, scores, k=10))
