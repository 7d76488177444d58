"""Beyond chance, or not: the paired test, and what no change may break."""

import pytest

from services.support import models
from services.support.actions.gate import Outcome, compare
from services.support.actions.gate.verdict import chance_of_harm


def test_chance_is_exact_for_few_and_drawn_for_many() -> None:
    assert chance_of_harm([-1] * 4) == pytest.approx(1 / 16)
    assert chance_of_harm([-1] * 5) == pytest.approx(1 / 32)
    assert chance_of_harm([-2, 1]) == 0.5
    assert chance_of_harm([-1] * 40) < 0.001
    assert chance_of_harm([1, -1]) == chance_of_harm([]) == 1.0


def test_no_harm_is_held_one_time_in_twenty_at_most() -> None:
    import numpy as np

    draw = np.random.default_rng(1)
    held = [chance_of_harm(draw.choice((-2, -1, 1, 2), size=12).tolist()) < 0.05 for _ in range(400)]
    assert np.mean(held) <= 0.07


def test_a_protected_case_that_breaks_holds_by_itself() -> None:
    case = models.EvaluationCase(pk=1, question="q", expect="template", intent="a", protected=True)
    verdict = compare([case], {1: _outcome(1)}, {1: _outcome(0)})
    assert (verdict.held, verdict.broken) == (True, 1)
    case.protected = False
    assert not compare([case], {1: _outcome(1)}, {1: _outcome(0)}).held


def test_a_protected_case_that_was_wrong_before_is_nobodys_fault() -> None:
    case = models.EvaluationCase(pk=1, question="q", expect="handover", protected=True)
    assert not compare([case], {1: _outcome(-1)}, {1: _outcome(-1)}).held


def test_what_is_kept_names_cases_by_number_only() -> None:
    case = models.EvaluationCase(pk=1, question="a customer's words", expect="handover")
    kept = compare([case], {1: _outcome(1)}, {1: _outcome(-1)}).as_dict()
    assert kept["worse"][0]["case"] == 1
    assert "customer's words" not in str(kept)


def _outcome(grade: int) -> Outcome:
    return Outcome(case=1, grade=grade, rung="template", reason="", got="")
