"""Ask the company's own cases and say how often the answer was right, wrong, or left to a person."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from modelkit.evaluation.intervals import bootstrap
from services.support import models
from services.support.actions import answer as ladder
from services.support.actions.gate import Outcome, Verdict, compare
from services.support.actions.gate.outcomes import is_right, outcome_of

Expect = models.EvaluationCase.Expect


@dataclass(frozen=True, slots=True)
class Judged:
    """One case with what came of it."""

    case: models.EvaluationCase
    found: ladder.Answer
    right: bool

    @property
    def wrong_answer(self) -> bool:
        """Told something that was not the answer: the outcome an operator limits."""
        return self.found.is_answer and not self.right


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run must reach; None asks for nothing."""

    min_accuracy: float | None = None
    min_coverage: float | None = None
    max_wrong: float | None = None
    max_p95: float | None = None

    def check(self, metrics: dict[str, dict[str, float]]) -> list[str]:
        """The limits that the measured values break, each as a sentence."""
        floors = {"answer_accuracy": self.min_accuracy, "coverage": self.min_coverage}
        ceilings = {"wrong_answer_rate": self.max_wrong, "latency_p95": self.max_p95}
        values = {name: metrics[name]["value"] for name in (*floors, *ceilings)}
        below = [(name, "below", floor) for name, floor in floors.items() if floor is not None and values[name] < floor]
        above = [(name, "above", top) for name, top in ceilings.items() if top is not None and values[name] > top]
        return [f"{name} is {values[name]:.3f}, {side} {limit}" for name, side, limit in below + above]


def evaluate(*, accept: bool = False) -> models.EvaluationRun:
    """Every case once, through the whole ladder, with the versions in force. Kept as a run.

    Its verdict compares it with the last accepted run, as the gate compares a change; a run that is not held, or
    that somebody accepts all the same, is the one that later runs are compared with.
    """
    judged = [_judge(case) for case in models.EvaluationCase.objects.all()]
    verdict = _against_the_last(judged)
    return models.EvaluationRun.objects.create(
        # Cases of corrections were trained on: they may hold a change, but say nothing of accuracy.
        metrics=_metrics([one for one in judged if one.case.correction_id is None] or judged),
        outcomes=[outcome_of(one.case, one.found).as_dict() for one in judged],
        verdict=verdict.as_dict(),
        accepted=accept or not verdict.held,
        failures=[_failure(one) for one in judged if not one.right],
        versions=dict(judged[-1].found.versions) if judged else {},
    )


def _against_the_last(judged: list[Judged]) -> Verdict:
    """Only cases that both runs asked; the first run has nothing to be worse than."""
    last = models.EvaluationRun.objects.filter(accepted=True).first()
    before = {one["case"]: Outcome(**one) for one in last.outcomes} if last else {}
    after = {one.case.pk: outcome_of(one.case, one.found) for one in judged}
    return compare([one.case for one in judged if one.case.pk in before], before, after)


def _judge(case: models.EvaluationCase) -> Judged:
    found = ladder.answer(text=case.question)
    return Judged(case, found, is_right(case, found))


def _metrics(judged: list[Judged]) -> dict[str, dict[str, float]]:
    """Shares with 95 % bootstrap intervals; latency in milliseconds."""
    answerable = [one for one in judged if one.case.expect != Expect.HANDOVER]
    answered = [one for one in judged if one.found.is_answer]
    left = [one for one in judged if one.case.expect == Expect.HANDOVER]
    times = [one.found.milliseconds for one in judged]
    return {
        "answer_accuracy": _share([one.right for one in judged]),
        "coverage": _share([one.found.is_answer for one in answerable]),
        "wrong_answer_rate": _share([one.wrong_answer for one in answered]),
        "handed_over_rightly": _share([one.right for one in left]),
        "latency_p50": _quantile(times, 0.5),
        "latency_p95": _quantile(times, 0.95),
        "cases": _exactly(len(judged)),
    }


def _share(outcomes: list[bool]) -> dict[str, float]:
    return bootstrap(np.asarray(outcomes, dtype=np.float64)).as_dict() if outcomes else _exactly(0.0)


def _quantile(times: list[float], share: float) -> dict[str, float]:
    if not times:
        return _exactly(0.0)
    draws = np.random.default_rng(0).choice(times, size=(1000, len(times)))
    low, high = np.quantile(np.quantile(draws, share, axis=1), [0.025, 0.975])
    return {"value": float(np.quantile(times, share)), "low": float(low), "high": float(high)}


def _exactly(value: float) -> dict[str, float]:
    return {"value": value, "low": value, "high": value}


def _failure(one: Judged) -> dict[str, Any]:
    return {
        "case": one.case.pk,
        "question": one.case.question,
        "expected": one.case.intent or one.case.document_key or one.case.expect,
        "rung": one.found.rung.value,
        "reason": one.found.reason.value,
        "got": one.found.intent or ", ".join(citation.document for citation in one.found.citations),
        "confidence": one.found.confidence,
    }
