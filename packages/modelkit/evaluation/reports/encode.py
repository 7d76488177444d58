"""Figures of an encoder: does each query find its own passage among all of them."""

from collections.abc import Sequence

import numpy as np

from modelkit.data.records import TextPair
from modelkit.evaluation.intervals import bootstrap
from modelkit.evaluation.metrics import hits, ndcgs, reciprocal_ranks
from modelkit.evaluation.reports.report import Metrics
from modelkit.models import Encoder

DEPTH = 10
# Queries compared with all passages at once.
ROWS_AT_ONCE = 256


def encode_metrics(model: Encoder, records: Sequence[TextPair]) -> Metrics:
    """hit@1, 3 and 10, MRR@10 and nDCG@10 of each distinct query over every distinct passage in the records.

    Other positives of the same query count as right; negatives only crowd the field.
    """
    relevant: dict[str, set[str]] = {}
    for record in records:
        relevant.setdefault(record.query, set()).add(record.positive)
    passages = list(dict.fromkeys(text for record in records for text in (record.positive, record.negative) if text))
    ranks, gains = _search(model, relevant, passages)
    ideal = np.array([[1.0] * min(len(right), DEPTH) + [0.0] * (DEPTH - len(right)) for right in relevant.values()])
    return {
        **{f"hit@{k}": bootstrap(hits(ranks, k=k)) for k in (1, 3, 10)},
        "mrr@10": bootstrap(reciprocal_ranks(ranks, k=DEPTH)),
        "ndcg@10": bootstrap(ndcgs(gains, ideal=ideal, k=DEPTH)),
    }


def _search(model: Encoder, relevant: dict[str, set[str]], passages: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Ranks [n] of the best right passage (0: beyond ten) and gains [n, 10] of what was found."""
    queries = model.encode(list(relevant), kind="query")
    vectors = model.encode(passages, kind="passage")
    gains = np.zeros((len(queries), DEPTH))
    for start in range(0, len(queries), ROWS_AT_ONCE):
        order = np.argsort(-(queries[start : start + ROWS_AT_ONCE] @ vectors.T), axis=1, kind="stable")[:, :DEPTH]
        for row, found in enumerate(order, start=start):
            right = list(relevant.values())[row]
            gains[row, : len(found)] = [passages[place] in right for place in found]
    first = gains.argmax(axis=1) + 1
    return np.where(gains.any(axis=1), first, 0), gains
