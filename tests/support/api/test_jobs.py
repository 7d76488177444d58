"""Jobs over the API: watched while they run, cancelled, left alone once they have ended."""

from uuid import uuid4

import pytest
from django.test import Client

from shared.jobs import actions

pytestmark = pytest.mark.django_db


def test_progress_is_seen_while_the_work_runs(editor: Client) -> None:
    job = actions.start_job(kind="support.train")
    actions.advance(job=job, stage="intent", done=35, total=100)
    read = editor.get(f"/api/jobs/{job.pk}").json()
    assert (read["state"], read["stage"], read["percent"]) == ("running", "intent", 35)


def test_cancelling_reaches_the_work(editor: Client) -> None:
    job = actions.start_job(kind="support.train")
    assert editor.post(f"/api/jobs/{job.pk}/cancel").json()["state"] == "cancelled"
    with pytest.raises(actions.JobEnded):
        actions.advance(job=job, stage="encoder")


def test_a_job_that_has_ended_stays_as_it_ended(editor: Client) -> None:
    job = actions.start_job(kind="support.train")
    actions.finish(job=job, result={"chunks": 3})
    read = editor.post(f"/api/jobs/{job.pk}/cancel").json()
    assert (read["state"], read["result"]) == ("succeeded", {"chunks": 3})


def test_the_list_is_newest_first_and_by_kind(editor: Client) -> None:
    old, new = actions.start_job(kind="support.train"), actions.start_job(kind="support.train")
    actions.start_job(kind="other")
    listed = editor.get("/api/jobs?kind=support.train").json()["items"]
    assert [item["id"] for item in listed] == [str(new.pk), str(old.pk)]


def test_what_is_not_there_is_a_problem(editor: Client) -> None:
    reply = editor.get(f"/api/jobs/{uuid4()}")
    assert (reply.status_code, reply["Content-Type"]) == (404, "application/problem+json")


def test_agents_watch_and_editors_cancel(agent: Client, nobody: Client) -> None:
    job = actions.start_job(kind="support.train")
    assert agent.get(f"/api/jobs/{job.pk}").status_code == 200
    assert agent.post(f"/api/jobs/{job.pk}/cancel").status_code == 403
    assert nobody.get(f"/api/jobs/{job.pk}").status_code == 401
