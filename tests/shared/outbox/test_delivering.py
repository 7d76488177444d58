"""Nothing is lost, nothing is new at the second time, and nobody waits for somebody else's receiver."""

import threading
import time
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from shared.outbox import actions
from shared.outbox.delivering import claim, deliver_due, settle
from shared.outbox.delivering.rounds import GAP
from shared.outbox.delivering.settling import settle_all
from shared.outbox.models import Delivery, Endpoint, Message
from shared.outbox.queries import Range
from shared.outbox.schedule import WAITS, next_wait
from shared.outbox.senders import Outcome
from shared.outbox.senders.outcome import read_retry_after
from tests.shared.outbox.receiver import receiving

pytestmark = pytest.mark.django_db
BODY = {"title": "Surge", "alerts": [{"status": "firing", "annotations": {"summary": "ACME <b>"}}]}


def _endpoint(name: str, address: str, kind: str = "webhook") -> Endpoint:
    return actions.create_endpoint(name=name, kind=kind, address=address)[0]


def _due_now() -> None:
    Delivery.objects.exclude(state="delivered").update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_a_message_arrives_once_and_stays_delivered() -> None:
    with receiving() as receiver:
        message = actions.enqueue(endpoints=[_endpoint("desk", receiver.url)], kind="alerts", body=BODY)
        assert deliver_due() == 1
        assert deliver_due() == 0
    assert receiver.ids == [message.webhook_id]
    assert Delivery.objects.get().state == Delivery.State.DELIVERED


def test_a_failed_transaction_tells_nobody() -> None:
    endpoint = _endpoint("desk", "https://example.com/hook")
    with transaction.atomic():
        actions.enqueue(endpoints=[endpoint], kind="alerts", body=BODY)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.parametrize("answer", [500, 302, 404, 0])
def test_what_was_not_taken_is_sent_again_under_its_id_and_in_the_same_words(answer: int) -> None:
    with receiving() as receiver:
        receiver.answers = [(answer, {})]
        actions.enqueue(endpoints=[_endpoint("desk", receiver.url)], kind="alerts", body=BODY)
        deliver_due()
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.attempts) == (Delivery.State.WAITING, 1)
        assert delivery.last_error
        assert timezone.now() < delivery.next_attempt_at < timezone.now() + timedelta(seconds=7)
        _due_now()
        deliver_due()
    first, second = receiver.taken
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]


def test_retry_after_is_heeded() -> None:
    with receiving() as receiver:
        receiver.answers = [(429, {"Retry-After": "900"})]
        actions.enqueue(endpoints=[_endpoint("desk", receiver.url)], kind="alerts", body=BODY)
        deliver_due()
    wait = Delivery.objects.get().next_attempt_at - timezone.now()
    assert timedelta(seconds=890) < wait <= timedelta(seconds=900)


@pytest.mark.parametrize(("text", "seconds"), [("7", 7.0), ("999999999", 86400.0), ("soon", None), ("", None)])
def test_retry_after_is_read_or_left(text: str, seconds: float | None) -> None:
    assert read_retry_after(text) == seconds


def test_gone_disables_the_endpoint_and_gives_the_message_up() -> None:
    with receiving() as receiver:
        receiver.answers = [(410, {})]
        endpoint = _endpoint("desk", receiver.url)
        actions.enqueue(endpoints=[endpoint], kind="alerts", body=BODY)
        deliver_due()
    endpoint.refresh_from_db()
    assert not endpoint.enabled
    assert "410" in endpoint.disabled_reason
    assert Delivery.objects.get().state == Delivery.State.DEAD


def test_attempts_end_after_about_three_days() -> None:
    waits = [next_wait(attempts=number, asked=None) for number in range(1, len(WAITS) + 1)]
    total = sum((wait for wait in waits if wait), timedelta())
    assert timedelta(days=2) < total < timedelta(days=4)
    assert next_wait(attempts=len(WAITS) + 1, asked=None) is None


def test_a_dead_letter_can_be_sent_again_alone_or_with_others() -> None:
    with receiving() as receiver:
        endpoint = _endpoint("desk", receiver.url)
        for _number in range(3):
            actions.enqueue(endpoints=[endpoint], kind="alerts", body=BODY)
        Delivery.objects.update(state=Delivery.State.DEAD, attempts=13)
        assert deliver_due() == 0
        actions.replay(delivery=Delivery.objects.all()[0])
        assert deliver_due() == 1
        assert actions.replay_range(wanted=Range(endpoint=endpoint, state=Delivery.State.DEAD)) == 2
        assert deliver_due() == 2
    assert len(set(receiver.ids)) == 3


def test_a_killed_worker_s_message_is_sent_again_under_its_id() -> None:
    with receiving() as receiver:
        message = actions.enqueue(endpoints=[_endpoint("desk", receiver.url)], kind="alerts", body=BODY)
        assert claim(token=uuid.uuid4(), lease=timedelta(seconds=-1))
        deliver_due()
    assert receiver.ids == [message.webhook_id]


def test_a_lease_that_runs_keeps_others_away() -> None:
    actions.enqueue(endpoints=[_endpoint("desk", "https://example.com/hook")], kind="alerts", body=BODY)
    assert len(claim(token=uuid.uuid4())) == 1
    assert claim(token=uuid.uuid4()) == []


def test_whoever_lost_the_lease_writes_nothing() -> None:
    actions.enqueue(endpoints=[_endpoint("desk", "https://example.com/hook")], kind="alerts", body=BODY)
    slow, quick = uuid.uuid4(), uuid.uuid4()
    delivery = claim(token=slow, lease=timedelta(seconds=-1))[0]
    claim(token=quick)
    assert not settle(delivery=delivery, outcome=Outcome(ok=False), token=slow)
    assert settle(delivery=delivery, outcome=Outcome(ok=True), token=quick)
    assert Delivery.objects.get().state == Delivery.State.DELIVERED


def test_what_was_taken_is_written_in_one_statement_unless_the_lease_was_lost(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    desk = _endpoint("desk", "https://example.com/hook")
    for _number in range(3):
        actions.enqueue(endpoints=[desk], kind="alerts", body=BODY)
    token = uuid.uuid4()
    rows = claim(token=token, limit=3)
    Delivery.objects.filter(pk=rows[0].pk).update(lease=uuid.uuid4())
    with django_assert_num_queries(1):
        settle_all([(row, Outcome(ok=True, status=204)) for row in rows], token=token)
    states = Delivery.objects.order_by("pk").values_list("state", "last_status")
    assert list(states) == [("sending", None), ("delivered", 204), ("delivered", 204)]


def test_endpoints_are_served_in_turn_and_each_within_its_places() -> None:
    desks = [_endpoint(f"desk {number}", "https://example.com/hook") for number in range(3)]
    for _number in range(6):
        actions.enqueue(endpoints=desks, kind="alerts", body=BODY)
    turns = [row.endpoint_id for row in claim(token=uuid.uuid4(), limit=18)]
    assert turns == [desk.pk for desk in desks] * 4
    assert claim(token=uuid.uuid4(), limit=18) == []


def test_messages_start_at_a_pace_so_that_a_kill_finds_few_on_the_wire() -> None:
    with receiving() as receiver:
        desk = _endpoint("desk", receiver.url)
        for _number in range(20):
            actions.enqueue(endpoints=[desk], kind="alerts", body=BODY)
        began = time.monotonic()
        assert deliver_due() == 20
    assert time.monotonic() - began >= 19 * GAP


def test_a_receiver_that_hangs_delays_nobody() -> None:
    with receiving(hangs=True) as slow, receiving() as quick:
        hanging = _endpoint("slow", slow.url)
        for _number in range(20):
            actions.enqueue(endpoints=[hanging], kind="alerts", body=BODY)
        desk = _endpoint("desk", quick.url)
        for _number in range(10):
            actions.enqueue(endpoints=[desk], kind="alerts", body=BODY)
        threading.Timer(1.5, slow.hang.set).start()
        # Whoever hangs is let go in the end; by then the other has had everything.
        before = timezone.now()
        deliver_due(seconds=1.0)
    taken = Delivery.objects.filter(endpoint=desk)
    assert all(row.delivered_at and row.delivered_at < before + timedelta(seconds=1.5) for row in taken)


def test_nothing_goes_to_a_disabled_endpoint_until_it_is_enabled() -> None:
    with receiving() as receiver:
        endpoint = _endpoint("desk", receiver.url)
        actions.enqueue(endpoints=[endpoint], kind="alerts", body=BODY)
        actions.disable(endpoint=endpoint, reason="holidays")
        assert deliver_due() == 0
        actions.enable(endpoint=endpoint)
        assert deliver_due() == 1


def test_mail_says_what_happened_and_keeps_its_id() -> None:
    message = actions.enqueue(
        endpoints=[_endpoint("people", "ana@example.com, ben@example.com", "email")],
        kind="alerts",
        body={**BODY, "title": "Surge\r\nBcc: all@example.com"},
    )
    deliver_due()
    sent = mail.outbox[0]
    assert sent.to == ["ana@example.com", "ben@example.com"]
    assert sent.subject == "Surge Bcc: all@example.com"
    assert message.webhook_id in sent.extra_headers["Message-ID"]
    assert "ACME" in str(sent.body)


def test_slack_gets_text_that_mentions_nobody() -> None:
    with receiving() as receiver:
        body = {**BODY, "title": "<!channel> surge"}
        actions.enqueue(endpoints=[_endpoint("slack", receiver.url, "slack")], kind="alerts", body=body)
        deliver_due()
    assert b"&lt;!channel&gt; surge" in receiver.taken[0][1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_workers_at_once_take_each_row_once() -> None:
    endpoints = [_endpoint(f"e{number}", "https://example.com/hook") for number in range(40)]
    actions.enqueue(endpoints=endpoints, kind="alerts", body=BODY)
    taken: list[int] = []

    def work() -> None:
        while rows := claim(token=uuid.uuid4(), limit=4):
            taken.extend(row.pk for row in rows)
        connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken))
    assert len(taken) == 40
