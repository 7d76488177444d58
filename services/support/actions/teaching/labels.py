"""Likely wrong labels: corrections whose nearest question leads elsewhere, and whether they are too many."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest

from services.support import models
from services.support.actions import prototypes, remembered
from services.support.actions.embedding import current_encoder, embed
from services.support.queries import answers
from services.support.queries.corrections import lesson_of, prototype_id

# Fewer say nothing about a batch; each is shown with what stands against it.
SMALLEST_BATCH = 8
# Above what is usual among the company's own examples. A tenth of wrong labels stays below it, a third does not.
_MARGIN = 0.15
_LEVEL = 0.01
_USUAL = 0.35

Target = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A correction's nearest known question, by its id in the examples' index, which leads elsewhere."""

    correction: int
    prototype: str
    leads_to: str
    cosine: float


@dataclass(frozen=True)
class Labels:
    """`judged` are those with a fellow of the same target somewhere; the others can neither agree nor disagree."""

    judged: int
    doubts: list[Doubt]
    usual: float

    @property
    def too_many(self) -> bool:
        if self.judged < SMALLEST_BATCH:
            return False
        limit = min(self.usual + _MARGIN, 0.95)
        return bool(binomtest(len(self.doubts), self.judged, limit, alternative="greater").pvalue < _LEVEL)


def check_labels(rows: Sequence[models.Correction]) -> Labels:
    """Each against the others of the batch, what is taught already, and the company's examples."""
    usual = float(answers.policy().taught.get("disagreement", _USUAL))
    if not rows:
        return Labels(0, [], usual)
    targets = [lesson_of(row).target for row in rows]
    vectors = embed(current_encoder(), [row.question for row in rows], "query")
    fellows = Counter(targets)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1.0)
    near = prototypes.nearest([row.question for row in rows], patient=True)
    judged, doubts = 0, []
    for place, row in enumerate(rows):
        known = _known(near[place], own=row.pk)
        if fellows[targets[place]] < 2 and targets[place] not in {target for _id, target, _cosine in known}:
            continue
        judged += 1
        if doubt := _doubt(row, targets, place, cosines[place], known, rows):
            doubts.append(doubt)
    return Labels(judged, doubts, usual)


Known = list[tuple[str, Target, float]]


def _doubt(
    row: models.Correction,
    targets: list[Target],
    place: int,
    cosines: np.ndarray,
    known: Known,
    rows: Sequence[models.Correction],
) -> Doubt | None:
    other = int(cosines.argmax())
    best, leads_to, cosine = prototype_id(rows[other]), targets[other], float(cosines[other])
    if known and known[0][2] >= cosine:
        best, leads_to, cosine = known[0][0], known[0][1], known[0][2]
    if leads_to == targets[place]:
        return None
    return Doubt(row.pk, best, leads_to[0] or " › ".join(part for part in leads_to[1:] if part), round(cosine, 3))


def _known(near: list[prototypes.Near], *, own: int) -> Known:
    """The nearest in the index with what they lead to; questions out of scope lead nowhere."""
    taught = remembered.taught()
    named = answers.intents_of([one.id for one in near])
    found = []
    for one in near:
        if one.id == f"c{own}":
            continue
        lesson = taught.by_id.get(one.id)
        found.append((one.id, lesson.target if lesson else (named.get(one.id) or "", "", ""), one.cosine))
    return found
