"""The promised error rate: 200 resplits of banking77 and questions out of scope, thresholds from one half of each

The operator names the largest share of wrong answers; one half of the held-out questions chooses the threshold by the
service's own rule, the other half says what came of it. Every question is new to the model. "Measured" is the loosest
threshold whose measured share keeps the limit; "with 95 % confidence" is the one that is proven. A question that
belongs to no intent counts as wrong whenever it is answered.
"""

import tempfile
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modelkit.cli.making import make_model
from modelkit.config import load_recipe
from modelkit.data.records import LabelledText
from modelkit.evaluation.intervals import proportion
from modelkit.models import Classifier
from services.support.actions.limits import threshold_for
from tests.benchmarks.measuring.public_data import banking77, clinc150
from tests.benchmarks.measuring.tables import percent, print_table

NEEDS = ("support/banking77", "support/clinc150")
BACKBONE = "sentence-transformers/all-MiniLM-L6-v2"
HEAD = "label"
RESPLITS = 200
LIMITS = (0.02, 0.05, 0.1)
RULES = {"measured": False, "with 95 % confidence": True}


@dataclass(frozen=True)
class Judged:
    """For each held-out question, how certain the first rung is, and whether its template would be right."""

    scores: NDArray[np.float64]
    right: NDArray[np.bool_]


def main() -> None:
    judged = _judged(_train())
    print(f"{len(judged.right):,} held-out questions, {np.mean(~judged.right):.1%} wrong if all were answered.\n")
    rows = [_row(judged, limit, rule) for limit, rule in product(LIMITS, RULES)]
    print_table(["limit", "threshold", "limit kept", "wrong among answers, mean", "answered, mean"], rows)


def _train() -> Classifier:
    recipe = load_recipe("intent", [f"backbone={BACKBONE}"])
    with tempfile.TemporaryDirectory() as folder:
        make_model(recipe, [*_known(), *_strange()], validation=None, output=Path(folder), emit=lambda _event: None)
        return Classifier.from_pretrained(folder)


def _judged(model: Classifier) -> Judged:
    questions = [*banking77("test"), *((text, "") for text, _label in clinc150("oos_test"))]
    found = [heads[HEAD] for heads in model.predict([text for text, _label in questions])]
    return Judged(
        np.array([max(one.reject_score, 0.0) * one.probability for one in found]),
        np.array([one.label == label for one, (_text, label) in zip(found, questions, strict=True)]),
    )


def _row(judged: Judged, limit: float, rule: str) -> list[str]:
    shares, coverages = zip(*(_resplit(judged, limit, RULES[rule], seed) for seed in range(RESPLITS)), strict=True)
    kept = sum(share <= limit for share in shares)
    wrong, answered = (f"{np.mean(values):.1%}" for values in (shares, coverages))
    return [f"{limit:.0%}", rule, percent(proportion(kept, RESPLITS)), wrong, answered]


def _resplit(judged: Judged, limit: float, confident: bool, seed: int) -> tuple[float, float]:
    """The share of wrong answers among those given, and the share answered, on the half that chose nothing."""
    order = np.random.default_rng(seed).permutation(len(judged.right))
    chosen_on, told_on = np.array_split(order, 2)
    known = {"scores": judged.scores[chosen_on].tolist(), "correct": judged.right[chosen_on].tolist()}
    given = judged.scores[told_on] >= threshold_for(known, limit, confident=confident)["threshold"]
    return float(np.mean(~judged.right[told_on][given])) if given.any() else 0.0, float(given.mean())


def _known() -> list[LabelledText]:
    return [LabelledText(text, {HEAD: label}) for text, label in banking77("train")]


def _strange() -> list[LabelledText]:
    """Questions without any intent; from another data set, so that no bank's intent is among them."""
    return [LabelledText(text, {}) for text, _label in clinc150("oos_train")]
