"""Figures of pages, against those of scikit-learn and of the evaluation that MIND publishes."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from modelkit.evaluation.metrics import by_page


def of_mind(opened: NDArray[np.float64], scores: NDArray[np.float64]) -> tuple[float, float]:
    """MRR and nDCG@10, as its evaluate.py computes them."""
    order = np.argsort(scores)[::-1]
    hits = opened[order]
    mrr = np.sum(hits / (np.arange(len(hits)) + 1)) / np.sum(hits)
    counts = 1 / np.log2(np.arange(10) + 2)

    def dcg(gains: NDArray[np.float64]) -> float:
        return float(np.sum((2 ** gains[:10] - 1) * counts[: len(gains[:10])]))

    return float(mrr), dcg(hits) / dcg(np.sort(opened)[::-1])


def test_each_page_has_the_figures_of_mind() -> None:
    rng = np.random.default_rng(0)
    pages = rng.permutation(np.repeat(np.arange(60), rng.integers(8, 40, 60)))
    scores, opened = rng.permutation(len(pages)).astype(float), (rng.random(len(pages)) < 0.2).astype(float)
    found, compared = by_page(scores, opened, pages), 0
    for page in range(60):
        mine = pages == page
        if 0 < opened[mine].sum() < mine.sum():
            mrr, ndcg = of_mind(opened[mine], scores[mine])
            assert found["auc"][page] == pytest.approx(roc_auc_score(opened[mine], scores[mine]))
            assert (found["mrr"][page], found["ndcg@10"][page]) == pytest.approx((mrr, ndcg))
            compared += 1
        else:
            assert all(np.isnan(values[page]) for values in found.values())
    assert compared > 40


def test_equal_scores_count_half_and_stand_in_the_order_of_rows() -> None:
    found = by_page([1, 1, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0])
    assert found["auc"][0] == pytest.approx(roc_auc_score([0, 1, 0, 0], [1, 1, 1, 0])) == pytest.approx(2 / 3)
    assert found["mrr"][0] == 0.5


def test_nothing_shown_has_no_figures() -> None:
    assert {name: len(values) for name, values in by_page([], [], []).items()} == {"auc": 0, "mrr": 0, "ndcg@10": 0}
