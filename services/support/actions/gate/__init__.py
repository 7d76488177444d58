"""Nothing that makes answers worse goes live: the company's own cases are asked before and after."""

from services.support.actions.gate.asking import ask_cases, ask_where
from services.support.actions.gate.guarding import By, guard, watched
from services.support.actions.gate.outcomes import Outcome, Outcomes
from services.support.actions.gate.refusals import ChangeHeld, GateUnavailable
from services.support.actions.gate.state import follow
from services.support.actions.gate.verdict import Verdict, compare

__all__ = [
    "By",
    "ChangeHeld",
    "GateUnavailable",
    "Outcome",
    "Outcomes",
    "Verdict",
    "ask_cases",
    "ask_where",
    "compare",
    "follow",
    "guard",
    "watched",
]
