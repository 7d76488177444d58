"""Subjects: banking77, questions of intents that the cut was not chosen on

The cut of the clustering is chosen on training questions of 38 intents, and judged on the official test's questions of
the other 39, which play at being what nobody knew. The encoder is the embedded one as it comes. Adjusted Rand index: 1
for the intents themselves, 0 for chance. HDBSCAN, whose noise counts as subjects of their own, needs no labels; the
last row is the best that any cut could do.
"""

import os
import random

import django
import numpy as np
from sklearn.cluster import HDBSCAN
from sklearn.metrics import adjusted_rand_score, homogeneity_completeness_v_measure

from modelkit.models import Encoder
from tests.benchmarks.measuring.public_data import banking77
from tests.benchmarks.measuring.tables import print_table

NEEDS = ("support/banking77",)
BACKBONE = "intfloat/multilingual-e5-small"
KNOWN, EACH, SMALLEST = 38, 20, 3


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services.support.settings")
    django.setup()
    from services.support.actions.gaps.clustering import choose_cut, cluster

    known, unknown = _split()
    encoder = Encoder.from_pretrained(BACKBONE)
    cut = choose_cut(encoder.encode([text for text, _intent in known]), [intent for _text, intent in known])
    vectors = encoder.encode([text for text, _intent in unknown])
    intents = [intent for _text, intent in unknown]
    best = choose_cut(vectors, intents)
    print(f"{len(unknown)} questions of {len(set(intents))} intents; cut at {cut.distance:.4f}.\n")
    noise = HDBSCAN(min_cluster_size=SMALLEST, copy=True).fit_predict(vectors)
    alone = np.where(noise < 0, -1 - np.arange(len(noise)), noise)
    rows = [
        _row("**ours**: average linkage, cut chosen on other intents", intents, cluster(vectors, cut.distance)),
        _row(f"HDBSCAN, {np.sum(noise < 0)} questions noise", intents, alone),
        _row("average linkage, the best cut there is", intents, cluster(vectors, best.distance)),
    ]
    print_table(["method", "subjects", "adjusted Rand index", "homogeneity", "completeness"], rows)


def _split() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Training questions of some intents, test questions of the others."""
    intents = sorted({intent for _text, intent in banking77("test")})
    chance = random.Random(0)
    chosen = set(chance.sample(intents, KNOWN))
    by_intent = {one: [row for row in banking77("train") if row[1] == one] for one in sorted(chosen)}
    known = [row for rows in by_intent.values() for row in chance.sample(rows, EACH)]
    return known, [row for row in banking77("test") if row[1] not in chosen]


def _row(name: str, intents: list[str], groups: np.ndarray) -> list[object]:
    homogeneity, completeness, _measure = homogeneity_completeness_v_measure(intents, groups)
    index = adjusted_rand_score(intents, groups)
    return [name, len(set(groups.tolist())), f"{index:.3f}", f"{homogeneity:.3f}", f"{completeness:.3f}"]


if __name__ == "__main__":
    main()
