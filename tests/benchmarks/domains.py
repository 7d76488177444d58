"""Sentiment across domains: headlines (SEntFiN) and tweets (Twitter financial news), each text judged as a whole

Three models of one recipe, `topic` on MiniLM: taught on headlines, on tweets, and on both together, each with a tenth
held out to stop early. Each is tested on a part of headlines and of tweets that none of them has seen; headlines whose
entities differ in tone have no tone as a whole and are left out. TF-IDF with logistic regression stands beside them.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, recall_score
from sklearn.pipeline import make_pipeline

from modelkit.config import load_recipe
from modelkit.data.records import LabelledText
from modelkit.evaluation.intervals import Interval
from modelkit.models import Classifier
from tests.benchmarks.measuring.machine import keep_two_cores
from tests.benchmarks.measuring.public_data import sentfin, twitter_financial
from tests.benchmarks.measuring.tables import percent, print_table

NEEDS = ("sentiment/sentfin", "sentiment/twitter_financial")
MINILM = "sentence-transformers/all-MiniLM-L6-v2"
TONES = ["negative", "neutral", "positive"]
TESTED, RESAMPLES = 0.2, 1_000

Pairs = list[tuple[str, str]]
Learner = Callable[[Pairs, list[Pairs]], list[list[str]]]


@dataclass(frozen=True)
class Domain:
    name: str
    train: Pairs
    test: Pairs


def main() -> None:
    keep_two_cores()
    headlines, tweets = _domain("headlines", _headlines()), _domain("tweets", twitter_financial())
    taught = {"headlines": headlines.train, "tweets": tweets.train, "both": headlines.train + tweets.train}
    rows = []
    for name, learner in LEARNERS.items():
        for where, train in taught.items():
            answers = learner(train, [headlines.test, tweets.test])
            for domain, said in zip((headlines, tweets), answers, strict=True):
                rows.append([name, where, f"{domain.name} ({len(domain.test)})", *_figures(domain.test, said)])
    print_table(["model", "taught on", "tested on", "macro-F1", "recall of neutral"], rows)


def _headlines() -> Pairs:
    found = sentfin()
    return [(one.title, next(iter(one.sentiments.values()))) for one in found if one.sentiments and not one.conflicting]


def _domain(name: str, pairs: Pairs) -> Domain:
    shuffled = random.Random(0).sample(pairs, len(pairs))
    cut = round((1 - TESTED) * len(shuffled))
    return Domain(name, shuffled[:cut], shuffled[cut:])


def _fine_tuned(train: Pairs, tests: list[Pairs]) -> list[list[str]]:
    recipe = load_recipe("topic", [f"backbone={MINILM}", "max_length=96"])
    model = Classifier.from_backbone(recipe.backbone, heads={"label": TONES})
    model.fit([LabelledText(text, {"label": label}) for text, label in train], recipe=recipe)
    said = [model.predict_logits([text for text, _label in test])["label"].argmax(axis=1) for test in tests]
    return [[TONES[number] for number in numbers] for numbers in said]


def _words(train: Pairs, tests: list[Pairs]) -> list[list[str]]:
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression(max_iter=1_000))
    model.fit([text for text, _label in train], [label for _text, label in train])
    return [list(model.predict([text for text, _label in test])) for test in tests]


LEARNERS: dict[str, Learner] = {"modelkit `topic`, MiniLM": _fine_tuned, "TF-IDF + logistic regression": _words}


def _figures(test: Pairs, said: list[str]) -> list[str]:
    truth, answers = np.array([label for _text, label in test]), np.array(said)
    return [percent(_interval(truth, answers, measure)) for measure in (_macro_f1, _neutral_recall)]


def _macro_f1(truth: NDArray[np.str_], said: NDArray[np.str_]) -> float:
    return float(f1_score(truth, said, average="macro"))


def _neutral_recall(truth: NDArray[np.str_], said: NDArray[np.str_]) -> float:
    return float(recall_score(truth, said, labels=["neutral"], average="macro"))


def _interval(
    truth: NDArray[np.str_], said: NDArray[np.str_], measure: Callable[[NDArray[np.str_], NDArray[np.str_]], float]
) -> Interval:
    """With a percentile bootstrap over the texts."""
    chance = np.random.default_rng(0)
    drawn = [chance.integers(0, len(truth), len(truth)) for _ in range(RESAMPLES)]
    low, high = np.quantile([measure(truth[rows], said[rows]) for rows in drawn], [0.025, 0.975])
    return Interval(measure(truth, said), float(low), float(high))
