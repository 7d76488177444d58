"""Sentiment per entity: SEntFiN, split by headline 80/10/10, the test split touched once a seed

"marked" is the recipe `sentiment` as `python -m modelkit train sentiment` runs it, early stopping on validation. Its
peers read the same headlines: one verdict for the whole headline, and words counted by TF-IDF with the entity's name.
Intervals are over headlines, drawn with all their labels of all seeds: labels of one headline are not independent.
`SEEDS=1` measures one seed.
"""

import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline

from modelkit.config import load_recipe
from modelkit.data.records import LabelledText
from modelkit.evaluation.intervals import Interval
from modelkit.models import Classifier
from tests.benchmarks.measuring.machine import keep_two_cores
from tests.benchmarks.measuring.public_data import Headline, sentfin
from tests.benchmarks.measuring.tables import percent, print_table

NEEDS = ("sentiment/sentfin",)
TONES = ["negative", "neutral", "positive"]
RESAMPLES = 1_000

Records = list[LabelledText]
# Fits on training and validation records, and names the tone (by number) of each test record.
Learner = Callable[[Records, Records, Records, int], NDArray[np.int64]]


@dataclass(frozen=True)
class Split:
    """Headlines that no other part has."""

    train: Records
    validation: Records
    test: Records
    conflicting: NDArray[np.bool_]


def main() -> None:
    keep_two_cores()
    splits = {seed: _split(seed) for seed in range(int(os.environ.get("SEEDS", "3")))}
    rows = [_measure(title, learner, splits) for title, learner in LEARNERS.items()]
    print_table(["model", "macro-F1", "macro-F1, conflicting headlines", "seconds a seed"], rows)


def _measure(title: str, learner: Learner, splits: dict[int, Split]) -> list[str]:
    began = time.monotonic()
    said = [learner(one.train, one.validation, one.test, seed) for seed, one in splits.items()]
    seconds = (time.monotonic() - began) / len(splits)
    right = [np.array([TONES.index(record.labels["label"]) for record in one.test]) for one in splits.values()]
    hard = np.concatenate([one.conflicting for one in splits.values()])
    truth, answers = np.concatenate(right), np.concatenate(said)
    titles = np.array([record.text for one in splits.values() for record in one.test])
    every, some = _macro_f1(truth, answers, titles), _macro_f1(truth[hard], answers[hard], titles[hard])
    return [f"{title} (n={len(truth)}, {int(hard.sum())} conflicting)", percent(every), percent(some), f"{seconds:.0f}"]


def _macro_f1(truth: NDArray[np.int64], answers: NDArray[np.int64], titles: NDArray[np.str_]) -> Interval:
    """With a percentile bootstrap over the headlines."""
    chance = np.random.default_rng(0)
    _, numbers = np.unique(titles, return_inverse=True)
    headlines = np.split(np.argsort(numbers, kind="stable"), np.cumsum(np.bincount(numbers))[:-1])
    figures = []
    for _ in range(RESAMPLES):
        rows = np.concatenate([headlines[place] for place in chance.integers(0, len(headlines), len(headlines))])
        figures.append(f1_score(truth[rows], answers[rows], average="macro"))
    low, high = np.quantile(figures, [0.025, 0.975])
    return Interval(float(f1_score(truth, answers, average="macro")), float(low), float(high))


def _fine_tuned(*, whole: bool = False) -> Learner:
    def learn(train: Records, validation: Records, test: Records, seed: int) -> NDArray[np.int64]:
        recipe = load_recipe("sentiment", ["languages=en", f"seed={seed}"])
        model = Classifier.from_backbone(
            recipe.backbone,
            heads={"label": TONES},
            languages=recipe.languages or None,
            presentation=recipe.presentation,
            device=recipe.device,
        )
        model.fit(_shown(train, whole), validation=_shown(validation, whole), recipe=recipe)
        logits = model.predict_logits([model.input_of(record) for record in _shown(test, whole)])["label"]
        return np.asarray(logits.argmax(axis=1))

    return learn


def _words(train: Records, _validation: Records, test: Records, _seed: int) -> NDArray[np.int64]:
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression(max_iter=1_000))
    model.fit([_joined(record) for record in train], [record.labels["label"] for record in train])
    return np.array([TONES.index(tone) for tone in model.predict([_joined(record) for record in test])])


LEARNERS: dict[str, Learner] = {
    "modelkit `sentiment` (marked), multilingual-e5-small": _fine_tuned(),
    "the same, one verdict a headline": _fine_tuned(whole=True),
    "TF-IDF of entity and headline + logistic regression": _words,
}


def _joined(record: LabelledText) -> str:
    return f"{record.entity} {record.text}"


def _shown(records: Records, whole: bool) -> Records:
    """Without their entities where a model must judge the headline as a whole."""
    return [LabelledText(record.text, record.labels) for record in records] if whole else records


def _split(seed: int) -> Split:
    headlines = sentfin()
    random.Random(seed).shuffle(headlines)
    first, second = int(0.8 * len(headlines)), int(0.9 * len(headlines))
    test = headlines[second:]
    conflicting = np.array([one.conflicting for one in test for _ in one.sentiments])
    return Split(_records(headlines[:first]), _records(headlines[first:second]), _records(test), conflicting)


def _records(headlines: Sequence[Headline]) -> Records:
    return [
        LabelledText(one.title, {"label": tone}, entity=name)
        for one in headlines
        for name, tone in one.sentiments.items()
    ]
