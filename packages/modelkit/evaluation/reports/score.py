"""Figures of a pair scorer: do its scores agree with the given ones, and do right passages come first."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from modelkit.data.records import ScoredPair
from modelkit.evaluation.intervals import bootstrap, bootstrap_statistic
from modelkit.evaluation.metrics import auroc_of, hits, reciprocal_ranks, spearman_of
from modelkit.evaluation.reports.report import Metrics
from modelkit.models import PairScorer

# A given score from here on says that the passage answers the query.
RELEVANT = 0.5


def score_metrics(model: PairScorer, records: Sequence[ScoredPair]) -> Metrics:
    """Spearman correlation, AUROC of relevant pairs, and hit@1 and MRR@10 within queries that have a choice.

    A figure that the records cannot show (one relevance only, one passage a query) is left out.
    """
    given = np.array([record.score for record in records])
    scores = model.score([(record.query, record.passage) for record in records])
    relevant, n = given >= RELEVANT, len(records)
    metrics: Metrics = {}
    if len(np.unique(given)) > 1:
        metrics["spearman"] = bootstrap_statistic(spearman_of(scores, given), n)
    if relevant.any() and not relevant.all():
        metrics["auroc"] = bootstrap_statistic(auroc_of(scores, relevant), n)
    ranks = _ranks([record.query for record in records], scores, relevant)
    if ranks:
        metrics |= {"hit@1": bootstrap(hits(ranks, k=1)), "mrr@10": bootstrap(reciprocal_ranks(ranks, k=10))}
    return metrics


def _ranks(queries: Sequence[str], scores: NDArray[np.float32], relevant: NDArray[np.bool_]) -> list[int]:
    """Rank of the best relevant passage, for each query with relevant and irrelevant ones; ties count against."""
    groups: dict[str, list[int]] = {}
    for row, query in enumerate(queries):
        groups.setdefault(query, []).append(row)
    ranks = []
    for group in groups.values():
        right, wrong = (scores[group][relevant[group] == mark] for mark in (True, False))
        if len(right) and len(wrong):
            ranks.append(1 + int((wrong >= right.max()).sum()))
    return ranks
