"""Is the change worse beyond chance? A paired test on the cases, and none of the protected ones may break."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from services.support import models
from services.support.actions.gate.outcomes import RIGHT, Outcome, Outcomes

# A change that does no harm is held this often at most.
LEVEL = 0.05
_EXACT_UP_TO = 16
_DRAWS = 20_000


@dataclass(frozen=True)
class Verdict:
    """`worse` names the cases that lost; `p_value` is one-sided, for harm.

    What is kept of it names cases by number: the words of one may be a customer's, who may be erased.
    """

    cases: int
    worse: list[dict[str, Any]] = field(default_factory=list)
    better: int = 0
    p_value: float = 1.0
    broken: int = 0

    @property
    def held(self) -> bool:
        return self.broken > 0 or self.p_value < LEVEL

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Verdict":
        """What `as_dict` kept."""
        return cls(kept["cases"], kept["worse"], kept["better"], kept["p_value"], kept["broken"])

    def as_dict(self) -> dict[str, Any]:
        return {
            "held": self.held,
            "cases": self.cases,
            "worse": self.worse,
            "better": self.better,
            "p_value": round(self.p_value, 5),
            "broken": self.broken,
        }


def compare(cases: Sequence[models.EvaluationCase], before: Outcomes, after: Outcomes) -> Verdict:
    """Both asked the same cases. A protected case that was right must stay right."""
    pairs = [(case, before[case.pk], after[case.pk]) for case in cases]
    worse = [_changed(*pair) for pair in pairs if pair[2].grade < pair[1].grade]
    steps = [now.grade - then.grade for _case, then, now in pairs]
    broken = [case for case, then, now in pairs if case.protected and then.grade == RIGHT and now.grade < RIGHT]
    return Verdict(
        cases=len(pairs),
        worse=worse,
        better=sum(step > 0 for step in steps),
        p_value=chance_of_harm([step for step in steps if step]),
        broken=len(broken),
    )


def chance_of_harm(steps: Sequence[int]) -> float:
    """How often signs drawn by lot would look as bad: the exact sign-flip test, drawn where flips are too many."""
    if not steps or sum(steps) >= 0:
        return 1.0
    sizes, seen = np.abs(np.array(steps, dtype=np.float64)), float(sum(steps))
    if len(steps) <= _EXACT_UP_TO:
        signs = np.array(list(itertools.product((-1.0, 1.0), repeat=len(steps))))
        return float(np.mean(signs @ sizes <= seen))
    signs = np.random.default_rng(0).choice((-1.0, 1.0), size=(_DRAWS, len(steps)))
    return float((np.sum(signs @ sizes <= seen) + 1) / (_DRAWS + 1))


def _changed(case: models.EvaluationCase, then: Outcome, now: Outcome) -> dict[str, Any]:
    return {
        "case": case.pk,
        "expected": " ".join([case.intent or case.document_key or case.expect, *_parts(case)]),
        "before": _words(then),
        "after": _words(now),
        "lacks": list(now.lacks),
        "protected": case.protected,
    }


def _parts(case: models.EvaluationCase) -> list[str]:
    """What the answer must hold: often all that tells a worse answer from a better one."""
    return [f"“{part}”" for part in case.must_contain]


def _words(outcome: Outcome) -> str:
    return f"{outcome.rung} {outcome.got}".strip()
