"""How one candidate's evidence becomes one score."""

from dataclasses import dataclass, field
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

FEATURES = ("dense", "lexical_share", "lexical_log", "dense_rank", "lexical_rank")
# Reciprocal ranks with the smoothing of Cormack et al. 2009 scaled to short lists.
RANK_SMOOTHING = 10.0


def features(dense: Scores, lexical: Scores) -> Scores:
    """Evidence for one query's candidates, float32 [n, 5], from their cosines [n] and BM25 scores [n]."""
    top = float(lexical.max(initial=0.0))
    shares = lexical / top if top > 0 else np.zeros_like(lexical)
    columns = [dense, shares, np.log1p(lexical), _reciprocal_ranks(dense), _reciprocal_ranks(lexical)]
    columns[4] = np.where(lexical > 0, columns[4], 0.0)
    return np.stack(columns, axis=1).astype(np.float32)


def _reciprocal_ranks(scores: Scores) -> Scores:
    ranks = np.empty(len(scores), dtype=np.float32)
    ranks[np.argsort(-scores, kind="stable")] = np.arange(len(scores), dtype=np.float32)
    return RANK_SMOOTHING / (RANK_SMOOTHING + ranks)


@dataclass(frozen=True, slots=True)
class Fusion:
    """A weighted sum of the evidence, or the cosine alone where words were not shown to help.

    `report` keeps the held-out figures that the choice rests on.
    """

    kind: Literal["dense", "learned"] = "dense"
    weights: tuple[float, ...] = ()
    report: dict[str, Any] = field(default_factory=dict)

    @property
    def uses_words(self) -> bool:
        return self.kind == "learned"

    def scores(self, dense: Scores, lexical: Scores) -> Scores:
        """The final score of one query's candidates, float32 [n]; comparable between its candidates."""
        if not self.uses_words:
            return dense
        fused: Scores = features(dense, lexical) @ np.asarray(self.weights, dtype=np.float32)
        return fused

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "weights": dict(zip(FEATURES, self.weights, strict=False)), "report": self.report}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        weights = tuple(stored["weights"][name] for name in FEATURES) if stored["weights"] else ()
        return cls(stored["kind"], weights, stored["report"])
