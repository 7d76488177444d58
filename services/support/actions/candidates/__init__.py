"""What would answer instead of what is in force: named by an editor, measured, and held beside it."""

from services.support.actions.candidates.life import (
    KIND,
    Because,
    NotReady,
    change_share,
    current,
    end,
    follow_articles,
    tidy,
)
from services.support.actions.candidates.naming import CandidateOpen, choices, name_candidate, run_job
from services.support.actions.candidates.trial import trial_of

__all__ = [
    "KIND",
    "Because",
    "CandidateOpen",
    "NotReady",
    "change_share",
    "choices",
    "current",
    "end",
    "follow_articles",
    "name_candidate",
    "run_job",
    "tidy",
    "trial_of",
]
