"""From a recipe and records to a finished model directory: fit, calibrate, measure, document."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import torch

from modelkit.config import Recipe
from modelkit.data.records import LabelledText, Record, fingerprint
from modelkit.errors import DataError
from modelkit.evaluation.gates import fit_gates
from modelkit.evaluation.reports import evaluate_model
from modelkit.models import Classifier, Encoder, Model, PairScorer
from modelkit.models.heads import labels_of
from modelkit.registry import CARD_FILE, Card, HeadThreshold
from modelkit.training import fit, split

Emit = Callable[[Mapping[str, Any]], None]
Metrics = dict[str, dict[str, float]]

# Licences of the backbones that come with the package; others are for their user to state.
LICENCES = {"intfloat/multilingual-e5-small": "MIT", "sentence-transformers/all-MiniLM-L6-v2": "Apache-2.0"}


def make_model(
    recipe: Recipe,
    records: Sequence[Record],
    *,
    validation: Sequence[Record] | None,
    output: Path,
    emit: Emit,
) -> Metrics:
    """Write a model directory with its gates and card; returns the validation figures of the card.

    Only the finished model is written over an older one in `output`; an interrupted run leaves its checkpoint there.
    """
    emit({"event": "stage", "name": "prepare"})
    train, held_out = _divide(recipe, records, validation)
    model = _fresh_model(recipe, train)
    emit({"event": "stage", "name": "train"})
    report = fit(model, _taught(train), validation=_taught(held_out), recipe=recipe, progress=emit, checkpoints=output)
    if isinstance(model, Classifier):
        emit({"event": "stage", "name": "calibrate"})
        model.gates = fit_gates(model, train=_texts(train), validation=_texts(held_out), seed=recipe.seed)
    emit({"event": "stage", "name": "evaluate"})
    metrics = evaluate_model(model, held_out).metrics if held_out else {}
    emit({"event": "stage", "name": "save"})
    model.save_pretrained(output)
    data = {
        "fingerprint": fingerprint(train),
        "rows": len(train),
        "validation_fingerprint": fingerprint(held_out),
        "validation_rows": len(held_out),
        "steps": report.steps,
        "resumed_at": report.resumed_at,
        "seconds": round(report.seconds, 1),
    }
    _card(model, recipe, data=data, metrics=metrics).write(output)
    return metrics


def _divide(
    recipe: Recipe, records: Sequence[Record], validation: Sequence[Record] | None
) -> tuple[list[Record], list[Record]]:
    if validation is not None:
        return list(records), list(validation)
    return split(records, share=recipe.validation_share, limit=recipe.validation_limit, seed=recipe.seed)


def _fresh_model(recipe: Recipe, train: Sequence[Record]) -> Model:
    # Heads begin at random: by the recipe's seed, not by whatever this process drew before.
    torch.manual_seed(recipe.seed)
    options: dict[str, Any] = {
        "languages": recipe.languages or None,
        "layers": recipe.layers,
        "device": recipe.device,
    }
    if recipe.task == "encode":
        return Encoder.from_backbone(recipe.backbone, **options)
    if recipe.task == "score":
        return PairScorer.from_backbone(recipe.backbone, **options)
    heads = labels_of(_texts(train))
    for head, labels in heads.items():
        if len(labels) < 2:
            raise DataError(
                f"Only one label, {labels[0]!r}, has examples.",
                column=head,
                remedy="Give examples of at least two labels.",
            )
    if not heads:
        raise DataError("No record has a label.", remedy="Fill the label column.")
    return Classifier.from_backbone(recipe.backbone, heads=heads, presentation=recipe.presentation, **options)


def _taught(records: Sequence[Record]) -> list[Record]:
    """Without texts outside every label: they serve the gate, not the heads."""
    return [record for record in records if not isinstance(record, LabelledText) or record.labels]


def _texts(records: Sequence[Record]) -> list[LabelledText]:
    return cast(list[LabelledText], list(records))


def _card(model: Model, recipe: Recipe, *, data: dict[str, Any], metrics: Metrics) -> Card:
    spec = getattr(model, "spec", None)
    origin = _origin(recipe)
    gates = model.gates if isinstance(model, Classifier) else {}
    thresholds = {
        head: HeadThreshold(
            kind=gate.kind, threshold=gate.threshold, temperature=gate.temperature, measured=dict(gate.measured)
        )
        for head, gate in gates.items()
    }
    return Card(
        task=recipe.task,
        labels=model.heads if isinstance(model, Classifier) else {},
        backbone=origin.backbone,
        languages=origin.languages,
        pooling=spec.pooling if spec else "",
        prefixes={"query": spec.query_prefix, "passage": spec.passage_prefix} if spec else {},
        max_length=model.tokeniser.max_length,
        data=data,
        metrics=metrics,
        thresholds=thresholds,
        seed=recipe.seed,
        licence=origin.licence,
    )


def _origin(recipe: Recipe) -> Card:
    """Where the weights began. A model made from one of ours names that one's beginning, not its folder."""
    folder = Path(recipe.backbone).expanduser()
    if (folder / CARD_FILE).is_file():
        before = Card.read(folder)
        return before.model_copy(update={"languages": list(recipe.languages) or before.languages})
    licence = LICENCES.get(recipe.backbone, "")
    return Card(task=recipe.task, backbone=recipe.backbone, languages=list(recipe.languages), licence=licence)
