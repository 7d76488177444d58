"""A request that is sent again does nothing twice."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from shared.accounts.models import User
from shared.api import idempotency
from shared.api.models import KeptReply
from shared.api_keys import actions

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.shared.api.service")]
ORDER = {"item": "lamp", "count": 1}


def issue() -> str:
    return actions.issue_key(name="shop", scopes=["knowledge:write"], created_by=None)[1]


@pytest.fixture
def api_key(db: None) -> str:
    return issue()


def send(key: str, *, again: str | None = "order-1", body: dict[str, Any] = ORDER) -> Any:
    headers = {"Authorization": f"Bearer {key}"} | ({"Idempotency-Key": again} if again else {})
    return Client().post("/api/orders", body, content_type="application/json", headers=headers)


def test_the_second_reply_is_the_first_one(api_key: str) -> None:
    first, second = send(api_key), send(api_key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert User.objects.count() == 1


def test_without_a_key_each_request_counts(api_key: str) -> None:
    send(api_key, again=None)
    send(api_key, again=None)
    assert User.objects.count() == 2


def test_a_key_cannot_stand_for_another_request(api_key: str) -> None:
    send(api_key)
    response = send(api_key, body={"item": "chair", "count": 1})
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")


def test_callers_do_not_see_each_others_replies(api_key: str) -> None:
    send(api_key)
    assert "Idempotency-Replayed" not in send(issue())


def test_a_revoked_key_gets_no_reply_that_was_kept(api_key: str, admin: User) -> None:
    send(api_key)
    (key,) = admin.api_keys.model.objects.all()
    actions.revoke_key(key=key, by=admin)
    assert send(api_key).status_code == 401


def test_a_failure_that_passes_may_be_tried_again(api_key: str) -> None:
    assert send(api_key, body={"item": "lamp", "count": 100}).status_code == 503
    assert send(api_key).status_code == 201


def test_while_the_first_runs_the_second_waits(api_key: str) -> None:
    send(api_key)
    KeptReply.objects.update(status=None)
    response = send(api_key)
    assert (response.status_code, response["Retry-After"]) == (409, "1")


def test_what_a_killed_worker_left_behind_does_not_block_for_ever(api_key: str) -> None:
    send(api_key)
    KeptReply.objects.update(status=None, created_at=timezone.now() - timedelta(minutes=6))
    assert send(api_key).status_code == 201


def test_replies_are_kept_for_a_day_and_can_be_forgotten(api_key: str) -> None:
    send(api_key)
    caller = KeptReply.objects.get().caller
    assert idempotency.purge() == 0
    assert idempotency.forget(caller=caller) == 1


@pytest.mark.django_db(transaction=True)
def test_of_requests_at_the_same_moment_one_does_the_work() -> None:
    api_key = issue()
    start, statuses = threading.Barrier(6), []

    def work() -> None:
        start.wait()
        statuses.append(send(api_key).status_code)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert User.objects.count() == 1
    assert set(statuses) <= {201, 409}
    assert len(statuses) == 6
