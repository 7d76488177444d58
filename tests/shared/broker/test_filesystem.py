"""Messages in a folder: in order, whole, each taken once."""

import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu.connection import Connection

from shared.django_settings import broker_options


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Connection]:
    with connect(tmp_path) as connection:
        yield connection


def connect(folder: Path) -> Connection:
    options = broker_options("filesystem://localhost", folder=folder)
    return Connection("filesystem://localhost", transport_options=options)


def test_our_transport_is_the_one_in_use(broker: Connection) -> None:
    assert type(broker.transport).__module__ == "shared.broker.filesystem"


def test_messages_come_in_the_order_they_were_sent(broker: Connection) -> None:
    queue = broker.SimpleQueue("work")
    for number in range(20):
        queue.put({"number": number})
    received = []
    for _ in range(20):
        message = queue.get(timeout=5)
        message.ack()
        received.append(message.payload["number"])
    assert received == list(range(20))


def test_a_queue_does_not_see_another_queues_messages(broker: Connection) -> None:
    broker.SimpleQueue("work").put("for work")
    with pytest.raises(Empty):
        broker.SimpleQueue("homework").get(block=False)
    assert broker.SimpleQueue("work").get(timeout=5).payload == "for work"


def test_of_several_workers_each_message_reaches_one(tmp_path: Path) -> None:
    total, received, lock = 120, [], threading.Lock()
    with connect(tmp_path) as sender:
        queue = sender.SimpleQueue("work")
        for number in range(total):
            queue.put(number)

    def work() -> None:
        with connect(tmp_path) as connection:
            mine = connection.SimpleQueue("work")
            while True:
                try:
                    message = mine.get(block=False)
                except Empty:
                    return
                message.ack()
                with lock:
                    received.append(message.payload)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    assert sorted(received) == list(range(total))


def test_nothing_is_left_behind(tmp_path: Path, broker: Connection) -> None:
    queue = broker.SimpleQueue("work")
    queue.put({"text": "你好"})
    queue.get(timeout=5).ack()
    assert list((tmp_path / "messages").iterdir()) == []
    assert list((tmp_path / "taken").iterdir()) == []
