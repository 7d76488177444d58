"""The field's usual figures, each as a number and as a statistic that `intervals` can bootstrap."""

from modelkit.evaluation.metrics.classification import accuracy, macro_f1, macro_f1_of
from modelkit.evaluation.metrics.pages import by_page
from modelkit.evaluation.metrics.ranking import hits, mrr, ndcg, ndcgs, reciprocal_ranks
from modelkit.evaluation.metrics.separation import auroc, auroc_of, spearman, spearman_of

__all__ = [
    "accuracy",
    "auroc",
    "auroc_of",
    "by_page",
    "hits",
    "macro_f1",
    "macro_f1_of",
    "mrr",
    "ndcg",
    "ndcgs",
    "reciprocal_ranks",
    "spearman",
    "spearman_of",
]
