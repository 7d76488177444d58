"""The steps of a training run, in order. Each reads rows, trains or builds, and says what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from modelkit.registry import Registry
from services.support.actions import policy
from services.support.actions.engine import ENCODER, INDEX, INTENT_MODEL, RERANKER, patient_engine, patiently
from services.support.actions.index import rebuild_index
from services.support.actions.training import child, files
from services.support.models.choices import Split
from services.support.queries import training

Advance = Callable[[float], None]
Result = dict[str, Any]

# A pair scorer learns nothing from a handful of questions.
MIN_QUESTIONS = 30
NEGATIVES = 4
_BATCH = 32


@dataclass(frozen=True)
class Step:
    """`share` is the part of the whole run's time that the step usually takes."""

    name: str
    share: float
    run: Callable[[Path, str, Advance], Result]


def train_intent(folder: Path, preset: str, advance: Advance) -> Result:
    lines = {split: training.intent_lines(split) for split in (Split.TRAIN, Split.VALIDATION)}
    return _train("intent", INTENT_MODEL, lines, folder=folder, preset=preset, advance=advance)


def train_encoder(folder: Path, preset: str, advance: Advance) -> Result:
    lines = {split: training.encoder_lines(split) for split in (Split.TRAIN, Split.VALIDATION)}
    if len(lines[Split.TRAIN]) < MIN_QUESTIONS:
        return {"skipped": "Fewer than 30 questions have a known answer: the backbone is used as it is."}
    return _train("encoder", ENCODER, lines, folder=folder, preset=preset, advance=advance)


def build_index(_folder: Path, _preset: str, advance: Advance) -> Result:
    return rebuild_index(progress=lambda done, total: advance(done / max(total, 1)))


def train_reranker(folder: Path, preset: str, advance: Advance) -> Result:
    """Passages that the fresh index ranks high but that do not answer are what the scorer must tell apart."""
    if preset == "fast":
        return {"skipped": "A reranker needs more than a fast look: a full training adds it."}
    lines = {split: _scored_lines(split) for split in (Split.TRAIN, Split.VALIDATION)}
    if len(lines[Split.TRAIN]) < MIN_QUESTIONS * (NEGATIVES + 1):
        return {"skipped": "Fewer than 30 questions name their passage: sources are ranked by the index alone."}
    return _train("pair_scorer", RERANKER, lines, folder=folder, preset=preset, advance=advance)


def choose_thresholds(_folder: Path, _preset: str, _advance: Advance) -> Result:
    chosen = policy.choose_thresholds()
    return {"intent_threshold": chosen.intent_threshold, "answer_threshold": chosen.answer_threshold}


STEPS = [
    Step("intent", 0.35, train_intent),
    Step("encoder", 0.30, train_encoder),
    Step("index", 0.15, build_index),
    Step("reranker", 0.15, train_reranker),
    Step("thresholds", 0.05, choose_thresholds),
]


def _train(
    recipe: str,
    name: str,
    lines: dict[Split, list[training.Line]],
    *,
    folder: Path,
    preset: str,
    advance: Advance,
) -> Result:
    registry = Registry(settings.MODELKIT_REGISTRY)
    before = registry.current(name)
    train = files.write_lines(folder / f"{recipe}-train.jsonl", lines[Split.TRAIN])
    arguments = [_recipe(recipe, preset), "--train", str(train), "--name", name]
    arguments += ["--registry", settings.MODELKIT_REGISTRY, "--set", f"languages={','.join(training.languages())}"]
    if lines[Split.VALIDATION]:
        validation = files.write_lines(folder / f"{recipe}-validation.jsonl", lines[Split.VALIDATION])
        arguments += ["--validation", str(validation)]
    child.run_training(arguments, report=lambda event: advance(_share(event)))
    newest = registry.list(name)[-1]
    if registry.current(name) != before:
        patient_engine().load(name)
    return {"version": newest.number, "promoted": registry.current(name) == newest.number, "metrics": newest.metrics}


def _recipe(recipe: str, preset: str) -> str:
    return f"{recipe}_{preset}" if preset else recipe


def _share(event: dict[str, Any]) -> float:
    return float(event["step"]) / max(float(event["steps"]), 1.0) if event.get("event") == "progress" else 0.0


def _scored_lines(split: Split) -> list[training.Line]:
    questions = list(training.located_questions(split))
    if not questions:
        return []
    texts_asked = [text for text, *_ in questions]
    found = [
        hits
        for start in range(0, len(questions), _BATCH)
        for hits in patiently(partial(patient_engine().search, INDEX, texts_asked[start : start + _BATCH], k=12))
    ]
    texts = training.texts_of({hit.id for hits in found for hit in hits})
    lines: list[training.Line] = []
    for (question, passages, ids), hits in zip(questions, found, strict=True):
        wrong = [texts[hit.id] for hit in hits if hit.id not in ids and hit.id in texts]
        lines.append({"query": question, "passage": passages[0], "score": 1.0})
        lines += [{"query": question, "passage": text, "score": 0.0} for text in wrong[:NEGATIVES]]
    return lines
