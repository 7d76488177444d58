"""Gates for every head of a classifier, from its records."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from modelkit.data.records import LabelledText
from modelkit.errors import DataError
from modelkit.evaluation.gates.fitting import fit_gate
from modelkit.models import Classifier
from modelkit.models.gates import Bank, Gate
from modelkit.models.gates.bank import FloatArray

# The label number of a row that has no label for a head.
NO_LABEL = -1


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
    gates = {}
    for head, names in model.heads.items():
        known = label_numbers(validation, head=head, labels=names)
        rows = known != NO_LABEL
        if rows.any():
            gates[head] = fit_gate(
                logits[head][rows],
                embeddings[rows],
                known[rows],
                *_known(bank_embeddings, label_numbers(bank, head=head, labels=names)),
                oos=(far_logits[head], far_embeddings),
                keep=keep,
                seed=seed,
            )
    return gates


def label_numbers(records: Sequence[LabelledText], *, head: str, labels: Sequence[str]) -> NDArray[np.intp]:
    """Each record's label number for a head [n], or NO_LABEL. A label the model never learned is a DataError."""
    numbers = {label: number for number, label in enumerate(labels)}
    found = [numbers.get(record.labels[head]) if head in record.labels else NO_LABEL for record in records]
    if None in found:
        row = found.index(None)
        raise DataError(
            f"The model does not know the label {records[row].labels[head]!r}.",
            row=row + 1,
            column=head,
            remedy="Train on it too, or write __oos__ for texts that belong to no label.",
        )
    return np.array(found, dtype=np.intp)


def _sampled(records: Sequence[LabelledText], *, seed: int) -> list[LabelledText]:
    """No more records than a bank holds, so that no others are embedded."""
    return [records[row] for row in Bank.sample(len(records), seed=seed)]


def _known(embeddings: FloatArray, labels: NDArray[np.intp]) -> tuple[FloatArray, NDArray[np.intp]]:
    return embeddings[labels != NO_LABEL], labels[labels != NO_LABEL]
