"""Intent accuracy: banking77, official test split touched once a row

"Full data" is what `python -m modelkit train intent --train train.csv --output DIR` makes, gate and card included: a
tenth of the training split is held out by the recipe itself. "10 examples a class" trains on ten drawn at random and
nothing else. The peers see the same texts in the same run. Seconds are of the fit, CPU seconds of both cores together.
"""

import os
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from modelkit.cli.making import make_model
from modelkit.config import Recipe, load_recipe
from modelkit.data.records import LabelledText
from modelkit.evaluation.intervals import bootstrap
from modelkit.models import Classifier, Encoder
from modelkit.models.heads import labels_of
from tests.benchmarks.measuring.machine import keep_two_cores
from tests.benchmarks.measuring.public_data import banking77
from tests.benchmarks.measuring.tables import percent, print_table

NEEDS = ("support/banking77",)
MINILM = "sentence-transformers/all-MiniLM-L6-v2"
SHOTS, SEEDS = 10, (0, 1, 2)

Texts = list[str]
# Fits on texts and labels, and names the label of each test text.
Learner = Callable[[list[LabelledText], Texts], Texts]


def main() -> None:
    keep_two_cores()
    train, test = _records("train"), _records("test")
    learners: dict[str, Learner] = {"modelkit `intent`, MiniLM": _fine_tuned, **PEERS}
    rows = [_measure(f"{name}, full data", learner, [train], test) for name, learner in learners.items()]
    drawn = [_draw(train, seed) for seed in SEEDS]
    few: dict[str, Learner] = {"modelkit `intent_few`, MiniLM": _fine_tuned_on_few, **PEERS}
    rows += [_measure(f"{name}, {SHOTS} a class, {len(SEEDS)} seeds", run, drawn, test) for name, run in few.items()]
    print_table(["model", "accuracy", "seconds", "CPU seconds"], rows)


def _measure(title: str, learner: Learner, draws: list[list[LabelledText]], test: list[LabelledText]) -> list[str]:
    """Accuracy over all draws, with the time of one."""
    right: list[NDArray[np.bool_]] = []
    began, cpu_began = time.monotonic(), _cpu_seconds()
    for draw in draws:
        answers = learner(draw, [record.text for record in test])
        right.append(np.array([answer == record.labels["label"] for answer, record in zip(answers, test, strict=True)]))
    spent, cpu = time.monotonic() - began, _cpu_seconds() - cpu_began
    # A test question counts once, with its share of right answers: the draws are not independent samples of it.
    accuracy = bootstrap(np.mean(right, axis=0))
    return [title, percent(accuracy), f"{spent / len(draws):.0f}", f"{cpu / len(draws):.0f}"]


def _fine_tuned(train: list[LabelledText], texts: Texts) -> Texts:
    recipe = load_recipe("intent", [f"backbone={MINILM}"])
    with tempfile.TemporaryDirectory() as folder:
        make_model(recipe, train, validation=None, output=Path(folder), emit=lambda _event: None)
        return _answers(Classifier.from_pretrained(folder), texts)


def _fine_tuned_on_few(train: list[LabelledText], texts: Texts) -> Texts:
    recipe: Recipe = load_recipe("intent_few", [f"backbone={MINILM}"])
    model = Classifier.from_backbone(recipe.backbone, heads=labels_of(train), device=recipe.device)
    model.fit(train, validation=[], recipe=recipe)
    return _answers(model, texts)


def _answers(model: Classifier, texts: Texts) -> Texts:
    labels, logits = model.heads["label"], model.predict_logits(texts)["label"]
    return [labels[number] for number in logits.argmax(axis=1)]


def _words(train: list[LabelledText], texts: Texts) -> Texts:
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LinearSVC())
    model.fit([record.text for record in train], [record.labels["label"] for record in train])
    return list(model.predict(texts))


def _frozen(train: list[LabelledText], texts: Texts) -> Texts:
    encoder = Encoder.from_backbone(MINILM)
    model = LogisticRegression(C=10.0, max_iter=1_000)
    model.fit(encoder.encode([record.text for record in train]), [record.labels["label"] for record in train])
    return list(model.predict(encoder.encode(texts)))


PEERS: dict[str, Learner] = {"TF-IDF + LinearSVC": _words, "frozen MiniLM + logistic regression": _frozen}


def _draw(train: list[LabelledText], seed: int) -> list[LabelledText]:
    by_label: defaultdict[str, list[LabelledText]] = defaultdict(list)
    for record in train:
        by_label[record.labels["label"]].append(record)
    shuffled = random.Random(seed)
    return [record for label in sorted(by_label) for record in shuffled.sample(by_label[label], SHOTS)]


def _records(split: str) -> list[LabelledText]:
    return [LabelledText(text, {"label": label}) for text, label in banking77(split)]


def _cpu_seconds() -> float:
    spent = os.times()
    return spent.user + spent.system
