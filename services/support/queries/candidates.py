"""Reads of candidates, and of what they said in the shadow."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from services.support import models
from shared.accounts.models import User

Difference, Better = models.Shadowed.Difference, models.Shadowed.Better
# How many rows figures of time are taken from.
_MOST = 5_000


def current() -> models.Candidate | None:
    """The one that is open, prepared or not."""
    return models.Candidate.objects.filter(is_open=True).first()


def ready() -> models.Candidate | None:
    """The one that can answer."""
    return models.Candidate.objects.filter(is_open=True, state=models.Candidate.State.READY).first()


def latest() -> models.Candidate | None:
    """The one that is open, else the one that ended last and has something to say."""
    return current() or models.Candidate.objects.exclude(ready_at=None).first()


def waiting(candidate: models.Candidate) -> QuerySet[models.Shadowed]:
    return models.Shadowed.objects.filter(candidate=candidate, answered_at=None).order_by("pk")


def shadowed(candidate: models.Candidate, *, difference: str = "", better: str = "") -> QuerySet[models.Shadowed]:
    """What was answered twice, the newest first. `better` is one of the marks, or `none`."""
    rows = models.Shadowed.objects.filter(candidate=candidate).exclude(answered_at=None)
    if difference:
        rows = rows.filter(_DIFFERENT if difference == "any" else Q(difference=difference))
    if better:
        rows = rows.filter(better="" if better == "none" else better)
    return rows.select_related("question", "trace__answer").order_by("-pk")


def differences(candidate: models.Candidate) -> Counter[str]:
    """How often each."""
    rows = models.Shadowed.objects.filter(candidate=candidate).exclude(answered_at=None)
    return Counter(rows.values_list("difference", flat=True))


def marks(candidate: models.Candidate) -> Counter[str]:
    """How often each was marked the better."""
    rows = models.Shadowed.objects.filter(candidate=candidate).exclude(better="")
    return Counter(rows.values_list("better", flat=True))


def milliseconds(candidate: models.Candidate) -> Sequence[tuple[float, float]]:
    """(live, candidate) of the newest questions."""
    rows = models.Shadowed.objects.filter(candidate=candidate, milliseconds__isnull=False).order_by("-pk")
    return [(live, other or 0.0) for live, other in rows.values_list("trace__milliseconds", "milliseconds")[:_MOST]]


def unmarked(candidate: models.Candidate) -> QuerySet[models.Shadowed]:
    """What an agent may judge: answers that a customer would notice to be different."""
    return shadowed(candidate, difference="any", better="none")


def marked_by(candidate: models.Candidate, agent: User) -> QuerySet[models.Shadowed]:
    """An agent's own marks, the last first."""
    own = models.Shadowed.objects.filter(candidate=candidate, marked_by=agent).exclude(better="")
    return own.order_by("-marked_at", "-pk")


def live_first(row: models.Shadowed) -> bool:
    """Which side stands first when a person judges: as if drawn by lot, and the same at every look."""
    return hashlib.sha256(f"order {row.pk}".encode()).digest()[0] % 2 == 0


_DIFFERENT = ~Q(difference=Difference.SAME)
