"""Held-out figures and the gate's reasons as people read them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modelkit.registry import Card, Shortfall, shortfalls

_NAMES: dict[str, str | Promise] = {
    "accuracy": gettext_lazy("accuracy"),
    "macro_f1": gettext_lazy("macro F1"),
    "ece": gettext_lazy("calibration error"),
    "coverage": gettext_lazy("coverage"),
    "accepted_accuracy": gettext_lazy("accuracy of what is accepted"),
    "oos_rejected": gettext_lazy("out of scope, rejected"),
    "oos_auroc": gettext_lazy("out of scope, AUROC"),
    "mrr@10": "MRR@10",
    "ndcg@10": "nDCG@10",
    "spearman": gettext_lazy("Spearman correlation"),
    "auroc": "AUROC",
}
# The heads that models of ours have; a model's own stand as it calls them.
_HEADS: dict[str, str | Promise] = {
    "sentiment": gettext_lazy("sentiment"),
    "topic": gettext_lazy("topic"),
    "intent": gettext_lazy("intent"),
}


@dataclass(frozen=True)
class Figure:
    """`name` is the figure's stable name, `label` what people call it."""

    name: str
    label: str
    value: float
    low: float | None = None
    high: float | None = None


def figure_name(name: str) -> str:
    """`topic.accuracy` → accuracy (topic); what is not known stays as it is."""
    head, _dot, figure = name.rpartition(".")
    label = str(_NAMES.get(figure, figure))
    return _("%(figure)s (%(head)s)") % {"figure": label, "head": _HEADS.get(head, head)} if head else label


def figures(card: Card) -> list[Figure]:
    return [
        Figure(name, figure_name(name), found["value"], found.get("low"), found.get("high"))
        for name, found in card.metrics.items()
    ]


def reasons(candidate: Card, live: Card | None) -> list[str]:
    """Why the candidate may not replace the live version, as `modelkit.registry.refusals` finds it."""
    if live is not None and candidate.task != live.task:
        told = {"task": candidate.task, "live": live.task}
        return [_("It does “%(task)s”, but the live version does “%(live)s”.") % told]
    return [_reason(one) for one in shortfalls(candidate, live)]


def _reason(one: Shortfall) -> str:
    told = {**vars(one), "name": figure_name(one.name)}
    if not one.value:
        return _("Its %(name)s was never measured; the live version has %(live)s.") % told
    text = _("Its %(name)s is %(value)s; the live version has %(live)s (95 %% interval %(low)s to %(high)s).")
    return text % told
