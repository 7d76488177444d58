"""The steps of a training run, in order. Each reads rows, trains or builds, and says what came of it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from services.support.actions import policy
from services.support.actions.engine import ENCODER, INDEX, INTENT_MODEL, RERANKER, patient_engine
from services.support.actions.index import rebuild_index
from services.support.models.choices import Split
from services.support.queries import training
from shared.engines import patiently
from shared.training.steps import Advance, Line, Material, Result, Step, fine_tune

# A pair scorer learns nothing from a handful of questions.
MIN_QUESTIONS = 30
NEGATIVES = 4
_BATCH = 32


def train_intent(folder: Path, preset: str, advance: Advance) -> Result:
    material = _material(training.intent_lines)
    return fine_tune("intent", INTENT_MODEL, material, folder=folder, preset=preset, advance=advance)


def train_encoder(folder: Path, preset: str, advance: Advance) -> Result:
    material = _material(training.encoder_lines)
    if len(material.train) < MIN_QUESTIONS:
        return {"skipped": "Fewer than 30 questions have a known answer: the backbone is used as it is."}
    return fine_tune("encoder", ENCODER, material, folder=folder, preset=preset, advance=advance)


def build_index(_folder: Path, _preset: str, advance: Advance) -> Result:
    return rebuild_index(progress=lambda done, total: advance(done / max(total, 1)))


def train_reranker(folder: Path, preset: str, advance: Advance) -> Result:
    """Passages that the fresh index ranks high but that do not answer are what the scorer must tell apart."""
    if preset == "fast":
        return {"skipped": "A reranker needs more than a fast look: a full training adds it."}
    material = _material(_scored_lines)
    if len(material.train) < MIN_QUESTIONS * (NEGATIVES + 1):
        return {"skipped": "Fewer than 30 questions name their passage: sources are ranked by the index alone."}
    return fine_tune("pair_scorer", RERANKER, material, folder=folder, preset=preset, advance=advance)


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


def _material(read: Callable[[str], list[Line]]) -> Material:
    return Material(read(Split.TRAIN), read(Split.VALIDATION), training.languages())


def _scored_lines(split: str) -> list[Line]:
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
    lines: list[Line] = []
    for (question, passages, ids), hits in zip(questions, found, strict=True):
        wrong = [texts[hit.id] for hit in hits if hit.id not in ids and hit.id in texts]
        lines.append({"query": question, "passage": passages[0], "score": 1.0})
        lines += [{"query": question, "passage": text, "score": 0.0} for text in wrong[:NEGATIVES]]
    return lines
