"""How good the lists would have been, measured on what users did afterwards.

`public`, which measures on public data, is imported by whoever does that: it brings torch along.
"""

from services.recommend.actions.evaluating.comparing import FAIR
from services.recommend.actions.evaluating.notes import is_weighty, worded
from services.recommend.actions.evaluating.offpolicy import ENOUGH
from services.recommend.actions.evaluating.running import (
    DAYS,
    KIND,
    WINDOWS,
    estimate_ways,
    evaluate,
    evaluate_in_turn,
    run_evaluation_job,
    start_evaluation,
)

__all__ = [
    "DAYS",
    "ENOUGH",
    "FAIR",
    "KIND",
    "WINDOWS",
    "estimate_ways",
    "evaluate",
    "evaluate_in_turn",
    "is_weighty",
    "run_evaluation_job",
    "start_evaluation",
    "worded",
]
