"""A job goes forward only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shared.jobs import actions, queries
from shared.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(db: None) -> Job:
    return actions.start_job(kind="test.work")


def test_a_job_runs_from_its_first_progress_to_its_end(job: Job) -> None:
    actions.advance(job=job, stage="reading", done=5, total=20)
    assert (job.state, job.percent) == ("running", 25)
    assert job.started_at is not None
    actions.finish(job=job, result={"rows": 20})
    assert (job.state, job.result) == ("succeeded", {"rows": 20})
    assert job.finished_at is not None


def test_the_start_is_when_work_began_not_when_it_went_on(job: Job) -> None:
    actions.advance(job=job, done=1, total=2)
    began = job.started_at
    actions.advance(job=job, done=2, total=2)
    assert job.started_at == began


def test_a_cancelled_job_stops_the_work_at_its_next_report(job: Job) -> None:
    actions.advance(job=job, done=1, total=2)
    actions.cancel(job=Job.objects.get(pk=job.pk))
    with pytest.raises(actions.JobEnded):
        actions.advance(job=job, done=2, total=2)


def test_what_has_ended_stays_as_it_ended(job: Job) -> None:
    actions.fail(job=job, error="disk full")
    assert not actions.finish(job=job)
    assert not actions.cancel(job=job)
    assert (job.state, job.error) == ("failed", "disk full")


def test_a_silent_worker_does_not_keep_people_waiting(job: Job) -> None:
    actions.advance(job=job, done=1, total=2)
    assert actions.fail_silent_jobs() == 0
    Job.objects.update(heartbeat_at=timezone.now() - actions.SILENCE - timedelta(seconds=1))
    assert actions.fail_silent_jobs() == 1
    job.refresh_from_db()
    assert job.state == "failed"


def test_a_waiting_job_is_active_though_nothing_reports(job: Job) -> None:
    assert actions.fail_silent_jobs() == 0
    assert queries.active(kind="test.work") == job


def test_progress_beyond_the_total_shows_as_all(job: Job) -> None:
    actions.advance(job=job, done=30, total=20)
    assert job.percent == 100


def test_a_job_whose_task_was_lost_ends_and_says_so(job: Job) -> None:
    Job.objects.update(created_at=timezone.now() - actions.PATIENCE - timedelta(seconds=1))
    assert actions.fail_silent_jobs(looked_after=["test.work"]) == 0
    assert actions.fail_silent_jobs(looked_after=["test.other"]) == 1
    job.refresh_from_db()
    assert (job.state, "No worker took the job up" in job.error) == ("failed", True)
