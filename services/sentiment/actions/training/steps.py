"""The steps of a training run, in order. Each reads labels, trains, and says what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from modelkit.registry import Registry
from services.sentiment.actions.engine import DOCUMENT_MODEL, ENTITY_MODEL, engine, patiently
from services.sentiment.actions.training import child, files
from services.sentiment.models.choices import Split
from services.sentiment.queries import training

Advance = Callable[[float], None]
Result = dict[str, Any]
Lines = dict[Split, list[training.Line]]

# Fewer labels of entities than this teach nothing; the document's model then reads their sentences.
MIN_LABELS = 30


@dataclass(frozen=True)
class Step:
    """`share` is the part of the whole run's time that the step usually takes."""

    name: str
    share: float
    run: Callable[[Path, str, Advance], Result]


def train_document(folder: Path, preset: str, advance: Advance) -> Result:
    lines = {split: training.document_lines(split) for split in (Split.TRAIN, Split.VALIDATION)}
    return _train("topic", DOCUMENT_MODEL, lines, folder=folder, preset=preset, advance=advance)


def train_entity(folder: Path, preset: str, advance: Advance) -> Result:
    lines = {split: training.entity_lines(split) for split in (Split.TRAIN, Split.VALIDATION)}
    if len(lines[Split.TRAIN]) < MIN_LABELS:
        return {"skipped": "Fewer than 30 labels are about an entity: its sentences are read as texts of their own."}
    return _train("sentiment", ENTITY_MODEL, lines, folder=folder, preset=preset, advance=advance)


STEPS = [Step("document", 0.5, train_document), Step("entity", 0.5, train_entity)]


def _train(recipe: str, name: str, lines: Lines, *, folder: Path, preset: str, advance: Advance) -> Result:
    registry = Registry(settings.MODELKIT_REGISTRY)
    before = registry.current(name)
    train = files.write_lines(folder / f"{recipe}-train.jsonl", lines[Split.TRAIN])
    arguments = [f"{recipe}_{preset}" if preset else recipe, "--train", str(train), "--name", name]
    arguments += ["--registry", settings.MODELKIT_REGISTRY, "--set", f"languages={','.join(training.languages())}"]
    if lines[Split.VALIDATION]:
        validation = files.write_lines(folder / f"{recipe}-validation.jsonl", lines[Split.VALIDATION])
        arguments += ["--validation", str(validation)]
    child.run_training(arguments, report=lambda event: advance(_share(event)))
    newest = registry.list(name)[-1]
    if registry.current(name) != before:
        patiently(lambda: engine().load(name))
    return {"version": newest.number, "promoted": registry.current(name) == newest.number, "metrics": newest.metrics}


def _share(event: dict[str, Any]) -> float:
    return float(event["step"]) / max(float(event["steps"]), 1.0) if event.get("event") == "progress" else 0.0
