"""What a gate may look at: how sure the logits are, and how near the training examples lie."""

import numpy as np

from modelkit.models.gates.bank import Bank, Column, FloatArray

LOGIT_FEATURES = ("max_probability", "max_logit", "energy", "margin")
BANK_FEATURES = ("knn", "relative_knn")
FEATURES = LOGIT_FEATURES + BANK_FEATURES


def softmax(logits: FloatArray, *, temperature: float = 1.0) -> FloatArray:
    """Probabilities [n, labels] of logits [n, labels] divided by the temperature."""
    scaled = np.asarray(logits, dtype=np.float64) / temperature
    exponentials = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True), dtype=np.float32)


def gate_features(
    logits: FloatArray, embeddings: FloatArray, bank: Bank, *, wanted: tuple[str, ...] = FEATURES
) -> dict[str, Column]:
    """Each wanted feature as float64 [n], higher is safer; neighbour features are 0 while the bank is empty."""
    columns: dict[str, Column] = {}
    if any(name in LOGIT_FEATURES for name in wanted):
        columns |= _logit_features(np.asarray(logits, dtype=np.float64))
    if any(name in BANK_FEATURES for name in wanted):
        cosines, crowding = bank.compare(embeddings)
        columns |= {"knn": cosines, "relative_knn": cosines - crowding}
    return {name: columns[name] for name in wanted}


def _logit_features(logits: Column) -> dict[str, Column]:
    best = logits.max(axis=1)
    energy = best + np.log(np.exp(logits - best[:, None]).sum(axis=1))
    # One label alone has nothing to be ahead of.
    second = np.partition(logits, -2, axis=1)[:, -2] if logits.shape[1] > 1 else best
    return {
        "max_probability": np.exp(best - energy),
        "max_logit": best,
        "energy": energy,
        "margin": best - second,
    }
