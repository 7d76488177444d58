"""In what the candidate's answer differs from the one that was given."""

from services.support import models
from services.support.actions.answer.outcome import Answer
from services.support.models.choices import Rung

Difference = models.Shadowed.Difference
_ANSWERS = (Rung.TEMPLATE, Rung.COMPOSED)


def difference(trace: models.Trace, found: Answer) -> str:
    """Two hand-overs are the same, whatever is said with them: a person answers."""
    live_answers = trace.rung in _ANSWERS
    if not live_answers and not found.is_answer:
        return Difference.SAME
    if live_answers != found.is_answer:
        return Difference.LIVE_ONLY if live_answers else Difference.CANDIDATE_ONLY
    if trace.rung != found.rung:
        return Difference.RUNG
    if found.rung == Rung.TEMPLATE:
        return Difference.SAME if trace.intent == found.intent else Difference.TEMPLATE
    return _of_sources(trace.answer, found)


def source_of(found: Answer) -> str:
    """The article that is cited first."""
    return found.citations[0].document if found.citations else ""


def _of_sources(reply: models.Message | None, found: Answer) -> str:
    cited = {one["document"] for one in reply.citations} if reply else set()
    if cited != {one.document for one in found.citations}:
        return Difference.SOURCE
    return Difference.SAME if reply and reply.text == found.text else Difference.WORDING
