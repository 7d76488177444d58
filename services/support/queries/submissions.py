"""Changes that are being judged, and those that somebody has to decide on."""

from django.db.models import Prefetch, Q, QuerySet

from services.support import models
from shared.jobs.actions import ACTIVE
from shared.jobs.models import Job

_ENDED_BADLY = (Job.State.FAILED, Job.State.CANCELLED)


def submissions() -> QuerySet[models.Submission]:
    """Newest first."""
    return models.Submission.objects.select_related("job", "job__created_by", "document", "intent")


def open_submissions() -> QuerySet[models.Submission]:
    """The oldest first: in that order they are made."""
    return submissions().filter(job__state__in=ACTIVE).order_by("job__created_at", "pk")


def undecided(*, what: tuple[str, ...]) -> QuerySet[models.Submission]:
    """What is being judged, and what was held or failed and nobody has settled."""
    waits = Q(job__state__in=ACTIVE) | Q(job__state__in=_ENDED_BADLY, settled=False)
    names = Prefetch("files", models.SubmittedFile.objects.defer("data"))
    return submissions().filter(waits, what__in=what).prefetch_related(names)
