"""A job that ends badly, or was never taken up, says so and stands in nobody's way."""

from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from services.recommend import models, tasks
from services.recommend.actions import batch, evaluating, training
from services.recommend.actions.batch import jobs as batch_jobs
from services.recommend.actions.evaluating import running as evaluating_running
from services.recommend.actions.training import running as training_running
from shared.jobs import actions as jobs
from shared.jobs.models import Job
from tests.recommend import shop

# Where the database is a server, a run works over a second connection, which sees no transaction of a test.
pytestmark = pytest.mark.django_db(transaction=True)
Start = Callable[[], Job]
Run = Callable[..., None]
EACH = pytest.mark.parametrize(
    ("start", "run", "home", "work"),
    [
        (batch.start_batch, batch.run_batch_job, batch_jobs, "recommend_all"),
        (training.start_training, training.run_training_job, training_running, "train"),
        (evaluating.start_evaluation, evaluating.run_evaluation_job, evaluating_running, "evaluate"),
    ],
)


@EACH
def test_it_runs_before_anything_is_read_and_ends_if_the_database_goes(
    start: Start, run: Run, home: ModuleType, work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def cut_off(**_named: Any) -> None:
        seen.append(Job.objects.get().state)
        raise OperationalError("the connection is gone")

    monkeypatch.setattr(home, work, cut_off)
    job = start()
    with pytest.raises(OperationalError):
        run(job_id=job.pk)
    job.refresh_from_db()
    assert (seen, job.state, "log of the worker" in job.error) == (["running"], "failed", True)
    assert start().pk != job.pk


@EACH
def test_what_has_ended_is_not_done_again(
    start: Start, run: Run, home: ModuleType, work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, work, lambda **_named: pytest.fail("was done again"))
    job = start()
    jobs.cancel(job=job)
    run(job_id=job.pk)
    assert Job.objects.get().state == "cancelled"


def test_lists_are_built_by_the_clock_unless_somebody_is_at_it() -> None:
    shop.stock()
    shop.act("ana", ["i001"])
    somebodys = batch.start_batch()
    tasks.build_lists_daily()
    assert Job.objects.get() == somebodys
    jobs.cancel(job=somebodys)
    tasks.build_lists_daily()
    assert Job.objects.exclude(pk=somebodys.pk).get().result["users"] == 1
    assert models.UserList.objects.get().user == "ana"


def test_a_job_that_nobody_took_up_costs_one_night() -> None:
    shop.stock()
    lost = batch.start_batch()
    Job.objects.update(created_at=timezone.now() - timedelta(days=1))
    tasks.fail_silent_jobs()
    tasks.build_lists_daily()
    assert Job.objects.get(pk=lost.pk).state == "failed"
    assert Job.objects.exclude(pk=lost.pk).get().state == "succeeded"
