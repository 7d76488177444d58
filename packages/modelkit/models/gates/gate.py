"""The gate that runs: one score per answer, and the threshold it must reach."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from modelkit.models.gates.bank import Bank, FloatArray
from modelkit.models.gates.features import gate_features, softmax


@dataclass(frozen=True)
class Gate:
    """A linear score over gate features with the threshold it must reach.

    `terms` weighs the features; several together are squashed into (0, 1). `bank` holds the training examples
    that neighbour features compare with. `temperature` divides logits for the *displayed* probability only: it
    mends that and would harm rejection. `measured` keeps what validation showed, for cards and pages.
    """

    kind: str
    threshold: float
    temperature: float = 1.0
    terms: Mapping[str, float] = field(default_factory=lambda: {"max_probability": 1.0})
    bias: float = 0.0
    measured: Mapping[str, float] = field(default_factory=dict)
    bank: Bank = field(default_factory=Bank.empty, repr=False, compare=False)

    def scores(self, logits: FloatArray, embeddings: FloatArray) -> FloatArray:
        """Score [n] of logits [n, labels] and pooled embeddings [n, dim]; higher is safer."""
        columns = gate_features(logits, embeddings, self.bank, wanted=tuple(self.terms))
        total = np.full(len(logits), self.bias, dtype=np.float64)
        for name, weight in self.terms.items():
            total += weight * columns[name]
        if len(self.terms) > 1:
            total = 1.0 / (1.0 + np.exp(-np.clip(total, -60.0, 60.0)))
        return total.astype(np.float32)

    def accepts(self, scores: FloatArray) -> NDArray[np.bool_]:
        """Which of the scores [n] reach the threshold."""
        return np.asarray(scores >= np.float32(self.threshold))

    def probabilities(self, logits: FloatArray) -> FloatArray:
        """Calibrated probabilities [n, labels], to show to people and never to reject by."""
        return softmax(logits, temperature=self.temperature)
