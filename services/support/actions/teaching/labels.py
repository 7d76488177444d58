"""Likely wrong labels: corrections whose nearest questions lead elsewhere, and whether they are too many.

Of an intent that is known by several questions, none of the sixteen nearest leads there: that is rare where the label
is right, also for a question so hard that it had to be corrected, and the rule where it is wrong. Of another target
the nearest question alone can be asked, and it leads elsewhere often enough although the label is right.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import binomtest

from services.support import models
from services.support.actions import prototypes, remembered
from services.support.actions.embedding import current_encoder, embed
from services.support.queries import answers
from services.support.queries import corrections as stored
from services.support.queries.corrections import lesson_of, prototype_id

# Fewer say nothing about a batch; each is shown with what stands against it.
SMALLEST_BATCH = 8
# Above what is usual among the company's own examples. A tenth of wrong labels stays below it, a third does not.
_MARGIN = 0.15
_LEVEL = 0.01
_USUAL, _USUALLY_ABSENT = 0.35, 0.15

Target = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A correction's nearest known question, by its id in the examples' index, which leads elsewhere.

    All are shown. One that does not `count` has a question of its own intent among the nearest, too.
    """

    correction: int
    prototype: str
    leads_to: str
    cosine: float
    counts: bool = True


@dataclass(frozen=True)
class Labels:
    """`judged` are those with a fellow of the same target somewhere; the others can neither agree nor disagree.

    `usual` is the share of doubts that right labels would give, by what each of them could be asked.
    """

    judged: int
    doubts: list[Doubt]
    usual: float

    @property
    def counted(self) -> int:
        return sum(doubt.counts for doubt in self.doubts)

    @property
    def too_many(self) -> bool:
        if self.judged < SMALLEST_BATCH:
            return False
        limit = min(self.usual + _MARGIN, 0.95)
        return bool(binomtest(self.counted, self.judged, limit, alternative="greater").pvalue < _LEVEL)


def check_labels(rows: Sequence[models.Correction]) -> Labels:
    """Each against the others of the batch, what is taught already, and the company's examples."""
    learned = answers.policy().taught
    usual = float(learned.get("disagreement", _USUAL))
    absent = float(learned.get("absence", _USUALLY_ABSENT))
    if not rows:
        return Labels(0, [], usual)
    well_known = stored.well_known({row.intent for row in rows})
    targets = [lesson_of(row).target for row in rows]
    vectors = embed(current_encoder(), [row.question for row in rows], "query")
    fellows = Counter(targets)
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1.0)
    near = prototypes.nearest([row.question for row in rows], patient=True)
    expected: list[float] = []
    doubts = []
    for place, row in enumerate(rows):
        known = _known(near[place], own=row.pk)
        is_near = targets[place] in {target for _id, target, _cosine in known}
        is_well_known = row.intent in well_known
        if fellows[targets[place]] < 2 and not is_near and not is_well_known:
            continue
        expected.append(absent if is_well_known else usual)
        if doubt := _doubt(row, targets, place, cosines[place], known, rows):
            doubts.append(replace(doubt, counts=not (is_well_known and is_near)))
    return Labels(len(expected), doubts, float(np.mean(expected)) if expected else usual)


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
