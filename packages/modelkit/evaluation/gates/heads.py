"""Gates for every head of a classifier, from its records."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from modelkit.data.records import LabelledText
from modelkit.evaluation.gates.fitting import fit_gate
from modelkit.models import Classifier
from modelkit.models.gates import Bank, Gate
from modelkit.models.gates.bank import FloatArray
from modelkit.models.heads import NO_LABEL, targets


def fit_gates(
    model: Classifier,
    *,
    train: Sequence[LabelledText],
    validation: Sequence[LabelledText],
    keep: float = 0.95,
    seed: int = 0,
) -> dict[str, Gate]:
    """A gate for each head that validation knows labels for.

    Records without any label are out of scope; those among `train` taught the model nothing, so they serve as
    well. Nothing is set or saved: that is done by `model.gates = …` and `save_pretrained`, or by `save_gates`.
    """
    bank = _sampled([record for record in train if record.labels], seed=seed)
    bank_embeddings = model.embed([model.input_of(record) for record in bank])
    embeddings, logits = model.infer([model.input_of(record) for record in validation])
    outside = [model.input_of(record) for record in [*validation, *train] if not record.labels]
    far_embeddings, far_logits = model.infer(outside)
    bank_labels, labels = targets(bank, model.heads), targets(validation, model.heads)
    gates = {}
    for head, known in labels.items():
        rows = known != NO_LABEL
        if rows.any():
            gates[head] = fit_gate(
                logits[head][rows],
                embeddings[rows],
                known[rows],
                *_known(bank_embeddings, bank_labels[head]),
                oos=(far_logits[head], far_embeddings),
                keep=keep,
                seed=seed,
            )
    return gates


def _sampled(records: Sequence[LabelledText], *, seed: int) -> list[LabelledText]:
    """No more records than a bank holds, so that no others are embedded."""
    return [records[row] for row in Bank.sample(len(records), seed=seed)]


def _known(embeddings: FloatArray, labels: NDArray[np.int64]) -> tuple[FloatArray, NDArray[np.int64]]:
    return embeddings[labels != NO_LABEL], labels[labels != NO_LABEL]
