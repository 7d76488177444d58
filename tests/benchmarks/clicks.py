"""Click or not, from the title: bing_news_clicks, users that training never saw

Rows of a user stand in one part only: five folds over users, each tested once, the regularisation chosen on a fifth of
the training users. Intervals draw users with all their rows. Peers: words by TF-IDF, and a frozen MiniLM, each with
logistic regression. Ours reads meaning, words and the named entities as words of their own, or fewer of them where
the same fifth of the training users says so.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from modelkit.evaluation.intervals import Interval
from modelkit.evaluation.metrics import auroc
from modelkit.models import Encoder
from tests.benchmarks.measuring.machine import keep_two_cores
from tests.benchmarks.measuring.public_data import folder
from tests.benchmarks.measuring.tables import print_table

NEEDS = ("recommend/bing_news_clicks",)
MINILM = "sentence-transformers/all-MiniLM-L6-v2"
FOLDS, RESAMPLES = 5, 1_000
PENALTIES = (0.03, 0.1, 0.3, 1.0, 3.0)
Column = NDArray[np.float64]


@dataclass(frozen=True)
class Shown:
    """A title shown to a user, with the names of its entities."""

    user: str
    title: str
    clicked: bool
    entities: str


# Features of rows, fitted on the training rows alone: training rows, other rows -> both as matrices.
Reader = Callable[[Sequence[int], Sequence[int]], tuple[csr_matrix, csr_matrix]]
Readers = tuple[Reader, ...]


def main() -> None:
    keep_two_cores()
    rows = _rows()
    vectors = csr_matrix(Encoder.from_backbone(MINILM).encode([one.title for one in rows]))

    def words(fitted: Sequence[int], others: Sequence[int]) -> tuple[csr_matrix, csr_matrix]:
        return _words([rows[row].title for row in fitted], [rows[row].title for row in others])

    def names(fitted: Sequence[int], others: Sequence[int]) -> tuple[csr_matrix, csr_matrix]:
        return _words([rows[row].entities for row in fitted], [rows[row].entities for row in others], whole=True)

    def meaning(fitted: Sequence[int], others: Sequence[int]) -> tuple[csr_matrix, csr_matrix]:
        return vectors[list(fitted)], vectors[list(others)]

    systems: dict[str, list[Readers]] = {
        "ours: meaning, words, entities": [(meaning, words, names), (meaning, words), (words, names), (meaning, names)],
        "frozen MiniLM + logistic regression": [(meaning,)],
        "TF-IDF + logistic regression": [(words,)],
    }
    table = {title: _measure(rows, choices) for title, choices in systems.items()}
    ours = next(iter(table.values()))
    print_table(
        [f"n={len(rows)}, {len({one.user for one in rows})} users", "AUC", "AUC, ours minus this"],
        [[title, _figure(rows, scores), _figure(rows, ours, scores)] for title, scores in table.items()],
    )


def _measure(rows: Sequence[Shown], choices: Sequence[Readers]) -> Column:
    """A probability for every row from a model that saw nothing of its user."""
    part = _parts(rows, FOLDS, seed=0)
    scores = np.zeros(len(rows))
    for fold in range(FOLDS):
        inside, test = np.flatnonzero(part != fold), np.flatnonzero(part == fold)
        aside = _parts([rows[row] for row in inside.tolist()], 5, seed=1 + fold) == 0
        truth = [rows[row].clicked for row in inside[aside]]
        tried = {
            (number, penalty): auroc(_fitted(rows, readers, inside[~aside], inside[aside], penalty), truth)
            for number, readers in enumerate(choices)
            for penalty in PENALTIES
        }
        number, penalty = max(tried, key=lambda one: tried[one])
        scores[test] = _fitted(rows, choices[number], inside, test, penalty)
    return scores


def _fitted(
    rows: Sequence[Shown], readers: Readers, train: NDArray[np.int64], test: NDArray[np.int64], penalty: float
) -> Column:
    pairs = [reader(train.tolist(), test.tolist()) for reader in readers]
    given, asked = hstack([one for one, _ in pairs]).tocsr(), hstack([two for _, two in pairs]).tocsr()
    model = LogisticRegression(C=penalty, max_iter=1_000).fit(given, [rows[row].clicked for row in train])
    return np.asarray(model.predict_proba(asked)[:, 1])


def _words(fitted: Sequence[str], others: Sequence[str], *, whole: bool = False) -> tuple[csr_matrix, csr_matrix]:
    if whole:
        reader = TfidfVectorizer(tokenizer=lambda text: text.split("|"), token_pattern=None, sublinear_tf=True)
    else:
        reader = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    return reader.fit_transform(fitted), reader.transform(others)


def _parts(rows: Sequence[Shown], count: int, *, seed: int) -> NDArray[np.int64]:
    """The part of each row: users in random order, each to the part that is smallest so far."""
    chance = np.random.default_rng(seed)
    users, sizes = np.unique([one.user for one in rows], return_counts=True)
    filled, part_of = np.zeros(count), {}
    for place in chance.permutation(len(users)):
        smallest = int(filled.argmin())
        part_of[str(users[place])] = smallest
        filled[smallest] += sizes[place]
    return np.array([part_of[one.user] for one in rows])


def _figure(rows: Sequence[Shown], scores: Column, other: Column | None = None) -> str:
    """AUC of the scores, or its lead over the other's, with a percentile bootstrap over users."""
    clicked = np.array([one.clicked for one in rows])
    _names, numbers = np.unique([one.user for one in rows], return_inverse=True)
    groups = np.split(np.argsort(numbers, kind="stable"), np.cumsum(np.bincount(numbers))[:-1])

    def value(chosen: NDArray[np.int64]) -> float:
        own = auroc(scores[chosen], clicked[chosen])
        return own - auroc(other[chosen], clicked[chosen]) if other is not None else own

    chance = np.random.default_rng(0)
    drawn = [
        value(np.concatenate([groups[g] for g in chance.integers(0, len(groups), len(groups))]))
        for _ in range(RESAMPLES)
    ]
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    found = Interval(value(np.arange(len(rows))), float(low), float(high))
    return f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"


def _rows() -> list[Shown]:
    """Both published files, each pair of user and title once."""
    home = Path(folder("recommend/bing_news_clicks"))
    found: dict[tuple[str, str], Shown] = {}
    for name in ("raw_train.txt", "raw_test.txt"):
        for line in (home / name).read_text(encoding="utf-8").splitlines():
            user, title, clicked, entities = [*line.split("\t"), ""][:4]
            names = "|".join(one.partition(":")[2].lower() for one in entities.split(";") if one)
            found.setdefault((user, title), Shown(user, title, clicked == "1", names))
    rows = list(found.values())
    return rows[: int(os.environ["ROWS"])] if "ROWS" in os.environ else rows
