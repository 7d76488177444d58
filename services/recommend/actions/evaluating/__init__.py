"""How good the lists would have been, measured on what users did afterwards."""

from services.recommend.actions.evaluating.offpolicy import ENOUGH
from services.recommend.actions.evaluating.public import FORMATS, PROTOCOLS, evaluate_folder
from services.recommend.actions.evaluating.running import (
    DAYS,
    KIND,
    WINDOWS,
    estimate_ways,
    evaluate,
    run_evaluation_job,
    start_evaluation,
)

__all__ = [
    "DAYS",
    "ENOUGH",
    "FORMATS",
    "KIND",
    "PROTOCOLS",
    "WINDOWS",
    "estimate_ways",
    "evaluate",
    "evaluate_folder",
    "run_evaluation_job",
    "start_evaluation",
]
