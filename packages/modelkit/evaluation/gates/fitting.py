"""Which score tells in scope from out of scope best, and where to cut it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from modelkit.evaluation.calibration import fit_temperature
from modelkit.evaluation.gates.candidates import KINDS, Candidate, candidates
from modelkit.evaluation.gates.outsiders import Seen, outsiders
from modelkit.evaluation.gates.threshold import threshold_keeping
from modelkit.models.gates import Bank, Gate
from modelkit.models.gates.bank import FloatArray


def fit_gate(
    logits: FloatArray,
    embeddings: FloatArray,
    labels: ArrayLike,
    train_embeddings: FloatArray,
    train_labels: ArrayLike,
    oos: tuple[FloatArray, FloatArray] | None = None,
    keep: float = 0.95,
    *,
    kinds: Sequence[str] = KINDS,
    seed: int = 0,
) -> Gate:
    """Compare max-probability, max-logit, nearest neighbours and their learned combination; keep the best.

    Validation rows in scope give logits [n, labels], pooled embeddings [n, dim] and label numbers [n];
    `train_embeddings` [m, dim] with `train_labels` [m] fill the bank. `oos` is the same two arrays of
    out-of-scope validation rows; without it classes are hidden in turn. The threshold keeps `keep` of what is
    in scope. `kinds` narrows what may be chosen.
    """
    numbers, seen = np.asarray(labels, dtype=np.intp), Seen(logits, embeddings)
    bank, bank_labels = _bank(train_embeddings, np.asarray(train_labels, dtype=np.intp), seed=seed)
    inside = seen.features(bank)
    real = Seen(*oos) if oos is not None and len(oos[0]) else None
    outside = outsiders(seen, numbers, bank=bank, bank_labels=bank_labels, real=real, seed=seed)
    compared = candidates(inside, outside, seed=seed)
    best = _best([each for each in compared if each.kind in kinds] or compared, keep)
    gate = Gate(
        kind=best.kind,
        threshold=0.0,
        temperature=fit_temperature(logits, numbers),
        terms=best.terms,
        bias=best.bias,
        bank=bank if best.needs_bank else Bank.empty(),
    )
    return _cut(gate, seen, keep=keep, measured=_measured(compared, keep) if len(outside) else {})


def _bank(embeddings: FloatArray, labels: NDArray[np.intp], *, seed: int) -> tuple[Bank, NDArray[np.intp]]:
    rows = Bank.sample(len(embeddings), seed=seed)
    return Bank.of(embeddings[rows]), labels[rows]


def _best(compared: Sequence[Candidate], keep: float) -> Candidate:
    """The one that rejects most; the first where there is nobody to reject."""
    if not len(compared[0].outside):
        return compared[0]
    return max(compared, key=lambda each: (each.rejected(keep), each.separation()))


def _measured(compared: Sequence[Candidate], keep: float) -> dict[str, float]:
    figures = {f"{each.kind}.rejected": each.rejected(keep) for each in compared}
    return figures | {f"{each.kind}.auroc": each.separation() for each in compared}


def _cut(gate: Gate, seen: Seen, *, keep: float, measured: dict[str, float]) -> Gate:
    """The gate with its threshold, taken from the very scores it will give."""
    scores = gate.scores(*seen)
    threshold = threshold_keeping(scores, keep)
    kept = float((scores >= np.float32(threshold)).mean())
    return replace(gate, threshold=threshold, measured={"kept": kept, **measured})
