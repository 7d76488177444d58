"""A task that is sent is carried out, whichever broker carries it."""

import threading
from pathlib import Path
from uuid import uuid4

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker

from shared.django_settings import broker_options
from tests import requirements


@pytest.fixture(params=["filesystem", pytest.param("redis", marks=pytest.mark.broker)])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Celery:
    url = "filesystem://localhost" if request.param == "filesystem" else requirements.redis()
    app = Celery("test", broker=url, set_as_current=False)
    app.conf.update(
        broker_transport_options=broker_options(url, folder=tmp_path),
        # A name of its own, so that runs side by side on one Redis do not take each other's work.
        task_default_queue=f"test-{uuid4()}",
        task_ignore_result=True,
        worker_enable_remote_control=False,
    )
    return app


def test_a_worker_carries_out_what_was_sent_before_and_after_it_started(app: Celery) -> None:
    done: list[str] = []
    both = threading.Event()

    @app.task(name=f"note-{uuid4()}")  # type: ignore[untyped-decorator]  # celery ships no types
    def note(text: str) -> None:
        done.append(text)
        if len(done) == 2:
            both.set()

    note.delay("before")
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=30):
        note.delay("之后")
        assert both.wait(timeout=30)
    assert done == ["before", "之后"]
