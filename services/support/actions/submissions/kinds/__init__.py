"""What each kind of submission asks of the gate, and what it does once it may."""

from services.support import models
from services.support.actions.submissions.kinds import answers, articles, limits, records
from services.support.actions.submissions.kinds.base import Kind

What = models.Submission.What

KINDS: dict[str, Kind] = {
    What.ARTICLES: articles.FILES,
    What.ARCHIVE: articles.ARCHIVING,
    What.RESTORE: articles.RESTORING,
    What.RECORDS: records.FILE,
    What.DESK: records.DESK,
    What.UNDO: records.UNDO,
    What.TEMPLATE: answers.TEMPLATE,
    What.DELETION: answers.DELETION,
    What.INTENT: answers.INTENT,
    What.POLICY: limits.POLICY,
}

__all__ = ["KINDS", "Kind"]
