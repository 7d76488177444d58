"""Read jobs."""

from django.db.models import QuerySet

from shared.jobs.actions import ACTIVE
from shared.jobs.models import Job


def jobs(*, kind: str = "") -> QuerySet[Job]:
    """Newest first."""
    found = Job.objects.select_related("created_by")
    return found.filter(kind=kind) if kind else found


def active(*, kind: str) -> Job | None:
    return jobs(kind=kind).filter(state__in=ACTIVE).first()


def latest(*, kind: str) -> Job | None:
    return jobs(kind=kind).first()


def has_succeeded(*, kind: str) -> bool:
    """Whether any has: an empty page means something else before the first."""
    return Job.objects.filter(kind=kind, state=Job.State.SUCCEEDED).exists()
