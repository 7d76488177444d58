"""Questions that nobody could answer become proposals: gathered by subject, named, drafted, decided by an editor."""

from services.support.actions.gaps.deciding import Draft, DraftRefused, dismiss, draft, draft_of, restore
from services.support.actions.gaps.finding import KIND, find_gaps, run_job, start_job
from services.support.actions.gaps.keeping import name_again

__all__ = [
    "KIND",
    "Draft",
    "DraftRefused",
    "dismiss",
    "draft",
    "draft_of",
    "find_gaps",
    "name_again",
    "restore",
    "run_job",
    "start_job",
]
