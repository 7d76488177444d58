"""The steps of a training run, in order. Each reads labels, trains, and says what came of it."""

from collections.abc import Callable
from pathlib import Path

from services.sentiment.actions.names import DOCUMENT_MODEL, ENTITY_MODEL
from services.sentiment.models.choices import Split
from services.sentiment.queries import training
from shared.training.steps import Advance, Line, Material, Result, Step, fine_tune

# Fewer labels of entities than this teach nothing; the document's model then reads their sentences.
MIN_LABELS = 30


def train_document(folder: Path, preset: str, advance: Advance) -> Result:
    material = _material(training.document_lines)
    return fine_tune("topic", DOCUMENT_MODEL, material, folder=folder, preset=preset, advance=advance)


def train_entity(folder: Path, preset: str, advance: Advance) -> Result:
    material = _material(training.entity_lines)
    if len(material.train) < MIN_LABELS:
        return {"skipped": "Fewer than 30 labels are about an entity: its sentences are read as texts of their own."}
    return fine_tune("sentiment", ENTITY_MODEL, material, folder=folder, preset=preset, advance=advance)


STEPS = [Step("document", 0.5, train_document), Step("entity", 0.5, train_entity)]


def _material(read: Callable[[str], list[Line]]) -> Material:
    return Material(read(Split.TRAIN), read(Split.VALIDATION), training.languages())
