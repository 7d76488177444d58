"""Out of scope: CLINC150, thresholds from validation, the test split touched once

One fine-tuned classifier, every way to reject side by side. The peer is the usual one: the highest probability.
"Without examples" fits the same gates as if no out-of-scope question had ever been collected.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from modelkit.cli.making import make_model
from modelkit.config import load_recipe
from modelkit.data.records import LabelledText
from modelkit.evaluation.gates import fit_gate
from modelkit.evaluation.gates.candidates import KINDS
from modelkit.evaluation.intervals import bootstrap
from modelkit.models import Classifier
from modelkit.models.gates import Gate
from modelkit.models.heads import targets
from tests.benchmarks.measuring.public_data import clinc150
from tests.benchmarks.measuring.tables import percent, print_table

NEEDS = ("support/clinc150",)
BACKBONE = "sentence-transformers/all-MiniLM-L6-v2"
HEAD = "label"


def main() -> None:
    model = _train()
    test = _records("test")
    embeddings, logits = _seen(model, test)
    right = logits.argmax(axis=1) == targets(test, model.heads)[HEAD]
    print(f"In-scope accuracy: {percent(bootstrap(right))}\n")
    strange = _seen(model, _records("oos_test"))
    fit = _fitter(model)
    rows = []
    for title, examples in (("with 100 examples", True), ("without examples", False)):
        for kind in KINDS:
            gate = fit(kind, examples)
            kept = gate.accepts(gate.scores(logits, embeddings))
            rejected = ~gate.accepts(gate.scores(strange[1], strange[0]))
            chosen = " (chosen)" if _chosen(gate) == kind else ""
            rows.append([f"{kind}, {title}{chosen}", percent(bootstrap(kept)), percent(bootstrap(rejected))])
    print_table(["gate", "in scope kept", "out of scope rejected"], rows)


def _train() -> Classifier:
    recipe = load_recipe("intent", [f"backbone={BACKBONE}"])
    with tempfile.TemporaryDirectory() as folder:
        held_out = [*_records("val"), *_records("oos_val")]
        make_model(recipe, _records("train"), validation=held_out, output=Path(folder), emit=lambda _event: None)
        return Classifier.from_pretrained(folder)


def _fitter(model: Classifier) -> Callable[[str, bool], Gate]:
    """Fits a gate of one kind, with or without out-of-scope examples, on validation data alone."""
    train, validation = _records("train"), _records("val")
    bank, (embeddings, logits) = model.embed([record.text for record in train]), _seen(model, validation)
    oos = _seen(model, _records("oos_val"))[::-1]
    labels, known = targets(validation, model.heads)[HEAD], targets(train, model.heads)[HEAD]

    def fit(kind: str, examples: bool) -> Gate:
        return fit_gate(logits, embeddings, labels, bank, known, (oos[0], oos[1]) if examples else None, kinds=[kind])

    return fit


def _chosen(gate: Gate) -> str:
    """What validation would have chosen."""
    return max(KINDS, key=lambda kind: (gate.measured[f"{kind}.rejected"], gate.measured[f"{kind}.auroc"]))


def _seen(model: Classifier, records: list[LabelledText]) -> tuple[np.ndarray, np.ndarray]:
    """Embeddings and logits."""
    embeddings, logits = model.infer([record.text for record in records])
    return embeddings, logits[HEAD]


def _records(split: str) -> list[LabelledText]:
    return [LabelledText(text, {} if label == "oos" else {HEAD: label}) for text, label in clinc150(split)]
