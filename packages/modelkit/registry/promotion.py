"""The gate a new version goes live through, with reasons a person can read."""

from collections.abc import Mapping
from dataclasses import dataclass

from modelkit.registry.card import Card

# Held-out figures that say how good a model is; of every one, more is better. Coverage and calibration depend
# on a threshold that the operator moves, so they inform but do not decide.
DECISIVE = frozenset({"accuracy", "macro_f1", "oos_auroc", "hit@1", "hit@10", "mrr@10", "ndcg@10", "spearman", "auroc"})


@dataclass(frozen=True)
class Shortfall:
    """A decisive figure by which a version is worse than the live one, its values as people read them.

    `value` is empty where the figure was never measured. As text it is a reason in English.
    """

    name: str
    value: str
    live: str
    low: str
    high: str

    def __str__(self) -> str:
        if not self.value:
            return f"Its {self.name} was never measured; the live version has {self.live}."
        interval = f"95 % interval {self.low} to {self.high}"
        return f"Its {self.name} is {self.value}; the live version has {self.live} ({interval})."


def refusals(candidate: Card, live: Card | None) -> list[str]:
    """Why the candidate may not replace the live version; empty when it may.

    Every decisive figure that both were measured by must not fall below the live version's 95 % interval.
    """
    if live is not None and candidate.task != live.task:
        return [f"It does {candidate.task!r}, but the live version does {live.task!r}."]
    return [str(one) for one in shortfalls(candidate, live)]


def shortfalls(candidate: Card, live: Card | None) -> list[Shortfall]:
    """The same of two versions of one task, for programs that say it in another language."""
    decisive = {name: figure for name, figure in live.metrics.items() if _decides(name)} if live else {}
    found = [_judge(name, figure, candidate.metrics.get(name)) for name, figure in decisive.items()]
    return [one for one in found if one]


def _decides(name: str) -> bool:
    # Several heads name their figures `topic.accuracy`.
    return name.rpartition(".")[2] in DECISIVE


def _judge(name: str, live: Mapping[str, float], candidate: Mapping[str, float] | None) -> Shortfall | None:
    if candidate is not None and candidate["value"] >= live["low"]:
        return None
    told = {part: _figure(name, live[part]) for part in ("low", "high") if part in live}
    value = _figure(name, candidate["value"]) if candidate is not None else ""
    return Shortfall(name, value, _figure(name, live["value"]), told.get("low", ""), told.get("high", ""))


def _figure(name: str, value: float) -> str:
    share = name.rpartition(".")[2] in {"accuracy", "hit@1", "hit@10"}
    return f"{100 * value:.1f} %" if share else f"{value:.3f}"
