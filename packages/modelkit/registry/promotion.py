"""The gate a new version goes live through, with reasons a person can read."""

from collections.abc import Mapping

from modelkit.registry.card import Card

# Held-out figures that say how good a model is; of every one, more is better. Coverage and calibration depend
# on a threshold that the operator moves, so they inform but do not decide.
DECISIVE = frozenset({"accuracy", "macro_f1", "oos_auroc", "hit@1", "hit@10", "mrr@10", "ndcg@10", "spearman", "auroc"})


def refusals(candidate: Card, live: Card | None) -> list[str]:
    """Why the candidate may not replace the live version; empty when it may.

    Every decisive figure that both were measured by must not fall below the live version's 95 % interval.
    """
    if live is None:
        return []
    if candidate.task != live.task:
        return [f"It does {candidate.task!r}, but the live version does {live.task!r}."]
    decisive = {name: figure for name, figure in live.metrics.items() if _decides(name)}
    reasons = [_judge(name, figure, candidate.metrics.get(name)) for name, figure in decisive.items()]
    return [reason for reason in reasons if reason]


def _decides(name: str) -> bool:
    # Several heads name their figures `topic.accuracy`.
    return name.rpartition(".")[2] in DECISIVE


def _judge(name: str, live: Mapping[str, float], candidate: Mapping[str, float] | None) -> str:
    if candidate is None:
        return f"Its {name} was never measured; the live version has {_figure(name, live['value'])}."
    if candidate["value"] >= live["low"]:
        return ""
    return (
        f"Its {name} is {_figure(name, candidate['value'])}; the live version has {_figure(name, live['value'])}"
        f" (95 % interval {_figure(name, live['low'])} to {_figure(name, live['high'])})."
    )


def _figure(name: str, value: float) -> str:
    share = name.rpartition(".")[2] in {"accuracy", "hit@1", "hit@10"}
    return f"{100 * value:.1f} %" if share else f"{value:.3f}"
