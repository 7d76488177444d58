"""The fragment that polls itself."""

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django import Settings

from shared.accounts.models import User
from shared.audit.models import AuditEntry
from shared.jobs import actions
from shared.jobs.models import Job
from tests.shared.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(editor: User) -> Job:
    return actions.start_job(kind="test.work", created_by=editor)


def test_a_running_job_asks_again(job: Job, agent: User, sign_in: SignIn) -> None:
    actions.advance(job=job, stage="reading", done=1, total=4)
    response = sign_in(agent).get(f"/jobs/{job.pk}/progress/")
    assert 'hx-trigger="every 1s"' in response.content.decode()
    assert 'value="25"' in response.content.decode()
    assert "HX-Trigger-After-Settle" not in response


def test_an_ended_job_asks_no_more_and_tells_the_page(job: Job, agent: User, sign_in: SignIn) -> None:
    actions.fail(job=job, error="<b>disk full</b>")
    response = sign_in(agent).get(f"/jobs/{job.pk}/progress/")
    assert "hx-trigger" not in response.content.decode()
    assert "&lt;b&gt;disk full" in response.content.decode()
    assert response["HX-Trigger-After-Settle"] == "job-ended"


def test_what_a_worker_kept_in_english_is_read_in_chinese(job: Job, agent: User, sign_in: SignIn) -> None:
    actions.advance(job=job)
    Job.objects.update(heartbeat_at=timezone.now() - actions.SILENCE * 2)
    with translation.override("zh-hans"):
        actions.fail_silent_jobs()
    job.refresh_from_db()
    assert job.error == "The worker stopped before the end. Start the job again."
    page = sign_in(agent).get(f"/jobs/{job.pk}/progress/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "工作进程在完成前停止了，请重新开始任务。" in page


def test_a_stage_is_called_as_the_service_calls_it(job: Job, agent: User, sign_in: SignIn, settings: Settings) -> None:
    settings.JOB_STAGES = {"reading": "Reading the labels"}
    client = sign_in(agent)
    for stage, shown in (("reading", "Reading the labels"), ("writing", "writing")):
        actions.advance(job=job, stage=stage)
        assert f">{shown}" in client.get(f"/jobs/{job.pk}/progress/").content.decode()


def test_an_editor_may_cancel_and_it_is_on_record(job: Job, editor: User, sign_in: SignIn) -> None:
    sign_in(editor).post(f"/jobs/{job.pk}/cancel/")
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert AuditEntry.objects.get(action="job_cancelled").actor == "eli"


def test_an_agent_may_watch_but_not_cancel(job: Job, agent: User, sign_in: SignIn) -> None:
    assert sign_in(agent).post(f"/jobs/{job.pk}/cancel/").status_code == 403
    job.refresh_from_db()
    assert job.is_active


def test_an_outsider_sees_no_job(job: Job, outsider: Client) -> None:
    assert outsider.get(f"/jobs/{job.pk}/progress/").status_code == 302
