"""Questions a gate should reject, to fit it on: real ones, or classes hidden from the model for the occasion."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from modelkit.models.gates import Bank, gate_features
from modelkit.models.gates.bank import FloatArray

Matrix = NDArray[np.float64]
Numbers = NDArray[np.intp]

# Fewer real out-of-scope questions than this say too little about where to cut.
MIN_REAL = 20
# Hiding one class of two or three leaves no classifier worth the name.
MIN_CLASSES = 5
FOLDS = 5


class Seen(NamedTuple):
    """What the model makes of some texts: logits [n, labels] and pooled embeddings [n, dim]."""

    logits: FloatArray
    embeddings: FloatArray

    def rows(self, chosen: NDArray[np.bool_]) -> "Seen":
        """Only the chosen rows [n]."""
        return Seen(self.logits[chosen], self.embeddings[chosen])

    def features(self, bank: Bank) -> Matrix:
        """Every gate feature, [n, features]."""
        return np.stack(list(gate_features(self.logits, self.embeddings, bank).values()), axis=1)


def outsiders(seen: Seen, labels: Numbers, *, bank: Bank, bank_labels: Numbers, real: Seen | None, seed: int) -> Matrix:
    """Features [m, features] of rows a gate should reject.

    Real out-of-scope rows if there are enough; else validation rows whose class is hidden (leave-classes-out);
    else, for few classes, rows that were predicted wrongly.
    """
    if real is not None and len(real.logits) >= MIN_REAL:
        return real.features(bank)
    if len(np.unique(labels)) >= MIN_CLASSES:
        hidden = _hidden_classes(seen, labels, bank=bank, bank_labels=bank_labels, seed=seed)
        return hidden if real is None else np.concatenate([hidden, real.features(bank)])
    wrong = seen.rows(seen.logits.argmax(axis=1) != labels).features(bank)
    return wrong if real is None else np.concatenate([wrong, real.features(bank)])


def _hidden_classes(seen: Seen, labels: Numbers, *, bank: Bank, bank_labels: Numbers, seed: int) -> Matrix:
    """Each class is hidden once: its logit is taken away, and its examples from the bank."""
    order = np.random.default_rng(seed).permutation(np.unique(labels))
    return np.concatenate(
        [_hide(seen, labels, group, bank=bank, bank_labels=bank_labels) for group in np.array_split(order, FOLDS)]
    )


def _hide(seen: Seen, labels: Numbers, group: Numbers, *, bank: Bank, bank_labels: Numbers) -> Matrix:
    rows = seen.rows(np.isin(labels, group))
    blind = Seen(np.delete(rows.logits, group, axis=1), rows.embeddings)
    return blind.features(bank.without(np.isin(bank_labels, group)))
