"""Which questions are asked again. The answer has been given by then: all that is written here is one row."""

from django.db.models import F

from services.support import models
from services.support.actions import remembered
from services.support.actions.answer.outcome import Answer
from services.support.actions.candidates.base import was_given_by
from services.support.queries import candidates as stored
from shared.experiments.splitting import is_treated

# A worker that cannot keep up leaves questions out, rather than answer yesterday's with today's articles.
MOST_WAITING = 200


def note(
    *, question: models.Message, trace: models.Trace, found: Answer, hint: str, unhappy_count: int
) -> models.Shadowed | None:
    """A share of conversations, drawn by their ids; none where no candidate is ready."""
    candidate = remembered.candidate()
    if candidate is None or not _is_watched(candidate, question) or not was_given_by(candidate.base, found.versions):
        return None
    if stored.waiting(candidate)[:MOST_WAITING].count() >= MOST_WAITING:
        models.Candidate.objects.filter(pk=candidate.pk).update(dropped=F("dropped") + 1)
        return None
    return models.Shadowed.objects.get_or_create(
        candidate=candidate,
        question=question,
        defaults={"trace": trace, "hint": hint, "unhappy_count": unhappy_count},
    )[0]


def _is_watched(candidate: models.Candidate, question: models.Message) -> bool:
    talk = str(question.conversation_id)
    return is_treated(experiment=f"shadow {candidate.pk}", user=talk, share=candidate.share)
