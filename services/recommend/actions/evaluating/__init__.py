"""How good the lists would have been, measured on what users did afterwards."""

from services.recommend.actions.evaluating.public import FORMATS, PROTOCOLS, evaluate_folder
from services.recommend.actions.evaluating.running import (
    DAYS,
    KIND,
    WINDOWS,
    evaluate,
    run_evaluation_job,
    start_evaluation,
)

__all__ = [
    "DAYS",
    "FORMATS",
    "KIND",
    "PROTOCOLS",
    "WINDOWS",
    "evaluate",
    "evaluate_folder",
    "run_evaluation_job",
    "start_evaluation",
]
