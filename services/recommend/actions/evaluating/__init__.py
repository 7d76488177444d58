"""How good the lists would have been, measured on what users did afterwards."""

from services.recommend.actions.evaluating.running import (
    DAYS,
    KIND,
    WINDOWS,
    evaluate,
    run_evaluation_job,
    start_evaluation,
)

__all__ = ["DAYS", "KIND", "WINDOWS", "evaluate", "run_evaluation_job", "start_evaluation"]
