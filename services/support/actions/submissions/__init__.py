"""Changes of whatever answers rest on that wait to be judged: nobody waits for the cases with an open request."""

from services.support.actions.submissions.forgetting import forget_old
from services.support.actions.submissions.kinds.answers import draft_of
from services.support.actions.submissions.opening import (
    File,
    NothingReadable,
    open_articles,
    open_deletion,
    open_document,
    open_enabling,
    open_limit,
    open_load,
    open_records,
    open_template,
    open_undo,
)
from services.support.actions.submissions.running import KIND, run_next
from services.support.actions.submissions.settling import AlreadySettled, holding, set_aside, submit_again

__all__ = [
    "KIND",
    "AlreadySettled",
    "File",
    "NothingReadable",
    "draft_of",
    "forget_old",
    "holding",
    "open_articles",
    "open_deletion",
    "open_document",
    "open_enabling",
    "open_limit",
    "open_load",
    "open_records",
    "open_template",
    "open_undo",
    "run_next",
    "set_aside",
    "submit_again",
]
