"""Ask the candidate what waits. Whatever happens here, nobody who waits for an answer notices."""

from datetime import timedelta
from time import monotonic

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from modelkit.errors import Overloaded
from services.support import models
from services.support.actions import answer as ladder
from services.support.actions import remembered
from services.support.actions.answer.outcome import Answer
from services.support.actions.candidates.trial import trial_of
from services.support.actions.conversations.turns import turns_of
from services.support.actions.gate.asking import Trial
from services.support.actions.shadow.comparing import difference, source_of
from services.support.models.choices import Reason
from services.support.queries import candidates as stored

# By then the articles may be others, and a difference would say nothing of the candidate.
TOO_LATE = timedelta(minutes=30)
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 3
# The same few workers answer what a killed process left behind, which customers wait for.
_SECONDS = 4.0


class _NotNow(Exception):
    """The model server is busy with customers, or away."""


def answer_waiting(*, limit: int = 50, seconds: float = _SECONDS) -> int:
    """How many questions the candidate answered, the oldest first; it stops when the models are needed elsewhere."""
    candidate = stored.ready()
    if candidate is None:
        return 0
    _drop(candidate)
    trial = trial_of(candidate)
    until = monotonic() + seconds
    answered = 0
    for key in list(_free(candidate).values_list("pk", flat=True)[:limit]):
        if monotonic() > until:
            break
        try:
            answered += _answer(key, trial)
        except _NotNow:
            break
    return answered


def _free(candidate: models.Candidate) -> QuerySet[models.Shadowed]:
    return stored.waiting(candidate).filter(_is_free())


def _is_free() -> Q:
    return Q(claimed_until=None) | Q(claimed_until__lt=timezone.now())


def _answer(key: int, trial: Trial) -> int:
    """Claimed, so that two workers do not both ask; kept only where nothing is kept yet, so that one of them tells."""
    mine = models.Shadowed.objects.filter(pk=key, answered_at=None)
    if not mine.filter(_is_free()).update(claimed_until=timezone.now() + LEASE, attempts=F("attempts") + 1):
        return 0
    row = mine.select_related("question", "trace__answer").first()
    if row is None:
        # Erased between the two.
        return 0
    found = _climb(row, trial)
    if found is None:
        mine.update(claimed_until=None)
        raise _NotNow
    return mine.update(**_kept(row, found))


def _climb(row: models.Shadowed, trial: Trial) -> Answer | None:
    with remembered.instead(trial):
        try:
            found = ladder.answer(
                text=row.question.text,
                hint=row.hint,
                context=turns_of(row.question),
                unhappy_count=row.unhappy_count,
            )
        except Overloaded:
            return None
    return None if found.reason == Reason.ENGINE_DOWN else found


def _kept(row: models.Shadowed, found: Answer) -> dict[str, object]:
    return {
        "answered_at": timezone.now(),
        "claimed_until": None,
        "rung": found.rung,
        "reason": found.reason,
        "intent": found.intent,
        "source": source_of(found)[:500],
        "confidence": found.confidence,
        "text": found.text,
        "citations": [citation.as_dict() for citation in found.citations],
        "versions": dict(found.versions),
        "milliseconds": found.milliseconds,
        "difference": difference(row.trace, found),
    }


def _drop(candidate: models.Candidate) -> None:
    """What waited too long, or broke its worker again and again; counted, so that the page can say so."""
    late = Q(created_at__lt=timezone.now() - TOO_LATE) | Q(attempts__gte=MOST_ATTEMPTS) & _is_free()
    with transaction.atomic():
        gone, _kinds = stored.waiting(candidate).filter(late).delete()
        if gone:
            models.Candidate.objects.filter(pk=candidate.pk).update(dropped=F("dropped") + gone)
