"""Articles that say a thing twice, say it differently, or are no longer worth citing."""

from services.support.actions.health.checking import KIND, check_articles, run_job, start_job
from services.support.actions.health.deciding import ReasonNeeded, dismiss, restore

__all__ = ["KIND", "ReasonNeeded", "check_articles", "dismiss", "restore", "run_job", "start_job"]
