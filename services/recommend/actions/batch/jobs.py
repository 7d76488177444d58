"""A batch as a job that people watch."""

from typing import Any

from django.utils.translation import gettext as _

from services.recommend.actions.batch.building import recommend_all
from services.recommend.actions.batch.pace import Pace
from services.recommend.actions.working import work_on
from services.recommend.errors import JobRuns
from shared.jobs import actions as jobs
from shared.jobs.models import Job

KIND = "recommend.batch"


def start_batch(*, user: Any = None) -> Job:
    """Open the job that `run_batch_job` carries out. A second request while one runs is refused."""
    if Job.objects.filter(kind=KIND, state__in=jobs.ACTIVE).exists():
        raise JobRuns
    return jobs.start_job(kind=KIND, created_by=user)


def build_in_turn() -> None:
    """By the clock: where a run is at work, it is enough."""
    try:
        job = start_batch()
    except JobRuns:
        return
    run_batch_job(job_id=job.pk)


def run_batch_job(*, job_id: Any) -> None:
    """Run again after a killed worker, it goes on behind the last shard that was done."""
    job = Job.objects.get(pk=job_id)
    pace = Pace()

    def report(stage: str, done: int, total: int) -> None:
        message = _estimate(pace.seconds_left(stage, done, total))
        jobs.advance(job=job, stage=stage, done=done, total=total, message=message)

    def build() -> dict[str, Any]:
        generation = recommend_all(report=report)
        return {"generation": generation.pk, "users": generation.users, "digest": generation.digest}

    work_on(job, build)


def _estimate(seconds: float | None) -> str:
    return "" if seconds is None else _("About %(seconds)d seconds left.") % {"seconds": round(seconds)}
