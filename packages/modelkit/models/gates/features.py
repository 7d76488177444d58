"""What a gate may look at: how sure the logits are, and how near the training examples lie."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
Column = NDArray[np.float64]

LOGIT_FEATURES = ("max_probability", "max_logit", "energy", "margin")
BANK_FEATURES = ("knn", "nearest")
FEATURES = LOGIT_FEATURES + BANK_FEATURES

NEIGHBOURS = 8
# Queries compared with the bank at once: 512 x 20,000 float32 is 40 MB.
ROWS_AT_ONCE = 512


def softmax(logits: FloatArray, *, temperature: float = 1.0) -> FloatArray:
    """Probabilities [n, labels] of logits [n, labels] divided by the temperature."""
    scaled = np.asarray(logits, dtype=np.float64) / temperature
    exponentials = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True), dtype=np.float32)


def gate_features(
    logits: FloatArray, embeddings: FloatArray, bank: FloatArray, *, wanted: tuple[str, ...] = FEATURES
) -> dict[str, Column]:
    """Each wanted feature as float64 [n]; neighbour features are 0 while the bank [m, dim] is empty."""
    columns: dict[str, Column] = {}
    if any(name in LOGIT_FEATURES for name in wanted):
        columns |= _logit_features(np.asarray(logits, dtype=np.float64))
    if any(name in BANK_FEATURES for name in wanted):
        columns |= _bank_features(embeddings, bank)
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


def _bank_features(embeddings: FloatArray, bank: FloatArray) -> dict[str, Column]:
    if not len(bank) or not len(embeddings):
        return {name: np.zeros(len(embeddings)) for name in BANK_FEATURES}
    starts = range(0, len(embeddings), ROWS_AT_ONCE)
    cosines = np.concatenate([nearest_cosines(embeddings[at : at + ROWS_AT_ONCE], bank) for at in starts])
    return {"knn": cosines.mean(axis=1), "nearest": cosines.max(axis=1)}


def nearest_cosines(embeddings: FloatArray, bank: FloatArray) -> Column:
    """Cosines [n, k] of embeddings [n, dim] with their k nearest rows of a unit-length bank, in no order."""
    cosines = unit_length(embeddings) @ bank.T
    k = min(NEIGHBOURS, len(bank))
    return np.partition(cosines, -k, axis=1)[:, -k:].astype(np.float64)


def unit_length(embeddings: FloatArray) -> FloatArray:
    """Embeddings [n, dim] scaled to length 1; a zero row stays zero."""
    lengths = np.linalg.norm(embeddings, axis=1, keepdims=True)
    return np.asarray(embeddings / np.maximum(lengths, 1e-12), dtype=np.float32)
