"""Chinese sentiment: FinFE's forum posts, each once, posts labelled in two ways left out, 5-fold

The bilingual backbone is fine-tuned with the recipe `topic`, a tenth of each training part held out to stop early. Its
peer counts characters, one to four in a row, and may look at whole posts. `FOLDS=1` measures the first fold alone.
"""

import os
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from modelkit.config import load_recipe
from modelkit.data.records import LabelledText
from modelkit.evaluation.intervals import Interval
from modelkit.models import Classifier
from tests.benchmarks.measuring.machine import keep_two_cores
from tests.benchmarks.measuring.public_data import finfe
from tests.benchmarks.measuring.tables import percent, print_table

NEEDS = ("sentiment/finfe_zh",)
FOLDS, RESAMPLES = 5, 1_000
TONES = ["negative", "neutral", "positive"]

Learner = Callable[[list[str], list[str], list[str], int], list[str]]


def main() -> None:
    keep_two_cores()
    print_table(["model", "macro-F1", "seconds a fold"], [_measure(title, run) for title, run in LEARNERS.items()])


def _measure(title: str, learner: Learner) -> list[str]:
    pairs = finfe()
    texts, labels = np.array([text for text, _ in pairs]), np.array([label for _, label in pairs])
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(texts, labels))
    folds = folds[: int(os.environ.get("FOLDS", FOLDS))]
    truth: list[str] = []
    said: list[str] = []
    began = time.monotonic()
    for fold, (train, test) in enumerate(folds):
        said += learner(texts[train].tolist(), labels[train].tolist(), texts[test].tolist(), fold)
        truth += labels[test].tolist()
    seconds = (time.monotonic() - began) / len(folds)
    return [f"{title} (n={len(truth)})", percent(_macro_f1(np.array(truth), np.array(said))), f"{seconds:.0f}"]


def _macro_f1(truth: NDArray[np.str_], said: NDArray[np.str_]) -> Interval:
    """With a percentile bootstrap over the posts."""
    random = np.random.default_rng(0)
    drawn = [random.integers(0, len(truth), len(truth)) for _ in range(RESAMPLES)]
    low, high = np.quantile([f1_score(truth[rows], said[rows], average="macro") for rows in drawn], [0.025, 0.975])
    return Interval(float(f1_score(truth, said, average="macro")), float(low), float(high))


def _characters(train: list[str], labels: list[str], test: list[str], _fold: int) -> list[str]:
    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 4), sublinear_tf=True, min_df=2), LinearSVC(C=0.5)
    )
    model.fit(train, labels)
    return list(model.predict(test))


def _fine_tuned(train: list[str], labels: list[str], test: list[str], fold: int) -> list[str]:
    recipe = load_recipe("topic", ["languages=zh", "max_length=96", f"seed={fold}"])
    model = Classifier.from_backbone(recipe.backbone, heads={"label": TONES}, languages=recipe.languages)
    records = [LabelledText(text, {"label": label}) for text, label in zip(train, labels, strict=True)]
    model.fit(records, recipe=recipe)
    return [TONES[number] for number in model.predict_logits(list(test))["label"].argmax(axis=1)]


LEARNERS: dict[str, Learner] = {
    "modelkit `topic`, multilingual-e5-small": _fine_tuned,
    "characters (1–4) + LinearSVC": _characters,
}
