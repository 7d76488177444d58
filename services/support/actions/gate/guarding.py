"""What every change of templates, thresholds and knowledge goes through before it is made."""

from collections.abc import Callable
from functools import partial
from typing import TypedDict, Unpack

import structlog

from services.support import models
from services.support.actions.background import Advance, unwatched
from services.support.actions.embedding import Progress
from services.support.actions.gate.asking import Trial, all_cases, ask_where
from services.support.actions.gate.outcomes import Outcome
from services.support.actions.gate.refusals import ChangeHeld, GateUnavailable
from services.support.actions.gate.state import outcomes_in_force
from services.support.actions.gate.verdict import Verdict, compare
from shared.audit import actions as audit

log = structlog.get_logger(__name__)
Touched = Callable[[models.EvaluationCase, Outcome], bool]


class By(TypedDict, total=False):
    """Who wants a change, whether above the gate, and who watches how far it is."""

    force: bool
    actor: object
    advance: Advance


def watched(by: By, stage: str) -> Progress:
    """One stage of it, for what knows only how far it is itself."""
    return partial(by.get("advance", unwatched), stage)


def guard(*, what: str, trial: Callable[[], Trial], touched: Touched | None = None, **by: Unpack[By]) -> Verdict:
    """Raises `ChangeHeld`, unless forced; what was forced is on record. Without cases everything passes.

    `trial` is made only where there is something to ask; `touched` spares the cases that cannot answer otherwise.
    """
    cases, force, actor = all_cases(), by.get("force", False), by.get("actor", "system")
    if not cases:
        return Verdict(cases=0)
    try:
        before = outcomes_in_force(cases, watched(by, "cases_now"))
        then = watched(by, "cases_then")
        after = ask_where(cases, before, trial=trial(), touched=touched or _every, progress=then)
    except GateUnavailable:
        if not force:
            raise
        audit.record(actor=actor, action="gate_overruled", what=what, judged=False)
        return Verdict(cases=0)
    verdict = compare(cases, before, after)
    log.info("change_judged", what=what, held=verdict.held, worse=len(verdict.worse), better=verdict.better)
    if verdict.held and not force:
        raise ChangeHeld(verdict)
    if verdict.held:
        audit.record(actor=actor, action="gate_overruled", what=what, worse=len(verdict.worse), broken=verdict.broken)
    return verdict


def _every(_case: models.EvaluationCase, _outcome: Outcome) -> bool:
    return True
