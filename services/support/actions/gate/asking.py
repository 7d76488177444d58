"""Ask the cases, as things stand or as a change would make them stand."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from modelkit.errors import Overloaded
from services.support import models
from services.support.actions import answer as ladder
from services.support.actions import remembered
from services.support.actions.embedding import Progress, unseen
from services.support.actions.gate.outcomes import Outcome, Outcomes, outcome_of
from services.support.actions.gate.refusals import GateUnavailable
from services.support.actions.remembered import Remembered
from services.support.models.choices import Reason

Trial = Mapping[Remembered[Any], Any]
Cases = Collection[models.EvaluationCase]
_ATTEMPTS = 3


def all_cases() -> list[models.EvaluationCase]:
    return list(models.EvaluationCase.objects.order_by("pk"))


def ask_cases(cases: Cases, *, trial: Trial | None = None, progress: Progress = unseen) -> Outcomes:
    """Every case through the whole ladder. Raises `GateUnavailable` rather than judge a silent server."""
    found: Outcomes = {}
    with remembered.instead(trial or {}):
        for case in cases:
            found[case.pk] = _ask(case)
            progress(len(found), len(cases))
    return found


def ask_where(
    cases: Cases,
    before: Outcomes,
    *,
    trial: Trial,
    touched: Callable[[models.EvaluationCase, Outcome], bool],
    progress: Progress = unseen,
) -> Outcomes:
    """What a trial makes of the cases it can touch; the others answer as before."""
    again = ask_cases([case for case in cases if touched(case, before[case.pk])], trial=trial, progress=progress)
    return {**before, **again}


def _ask(case: models.EvaluationCase) -> Outcome:
    """A busy server gets another chance or two: unlike a customer, a case can wait."""
    for _attempt in range(_ATTEMPTS):
        try:
            found = ladder.answer(text=case.question)
        except Overloaded:
            continue
        if found.reason != Reason.ENGINE_DOWN:
            return outcome_of(case, found)
    raise GateUnavailable
