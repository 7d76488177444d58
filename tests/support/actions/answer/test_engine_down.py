"""A model server that is down, slow or swamped: an honest word and a person, never an error."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from time import monotonic

import pytest
from pytest_django import Settings

from modelkit.errors import Overloaded
from services.support.actions import engine as engines
from services.support.actions.answer import answer
from services.support.models.choices import Reason, Rung

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_models")]


def test_a_server_that_is_down_calls_a_person(settings: Settings) -> None:
    settings.MODELKIT_URL = f"http://127.0.0.1:{_closed_port()}"
    found = answer(text="my card is lost")
    assert (found.rung, found.reason) == (Rung.HANDOVER, Reason.ENGINE_DOWN)
    assert "person" in found.text


def test_a_server_that_hangs_calls_a_person_soon(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_CUSTOMER_SECONDS", 0.4)
    with silent_server() as url:
        settings.MODELKIT_URL = url
        began = monotonic()
        found = answer(text="我的卡丢了")
    assert (found.reason, found.language) == (Reason.ENGINE_DOWN, "zh")
    assert monotonic() - began < 10


def test_a_server_that_answers_with_nonsense_calls_a_person(settings: Settings) -> None:
    with replying_server(status=500, body=b"<html>oops</html>") as url:
        settings.MODELKIT_URL = url
        assert answer(text="my card is lost").reason == Reason.ENGINE_DOWN


def test_a_swamped_server_is_the_callers_to_wait_for(settings: Settings) -> None:
    with replying_server(status=429, body=b"{}") as url:
        settings.MODELKIT_URL = url
        with pytest.raises(Overloaded):
            answer(text="my card is lost")


def test_a_person_is_to_be_had_without_any_model(settings: Settings) -> None:
    settings.MODELKIT_URL = f"http://127.0.0.1:{_closed_port()}"
    assert answer(text="talk to a human please").reason == Reason.ASKED_FOR_PERSON


def test_before_the_first_training_questions_go_to_people() -> None:
    found = answer(text="my card is lost")
    assert (found.rung, found.reason) == (Rung.HANDOVER, Reason.NO_SOURCES)


@contextmanager
def silent_server() -> Iterator[str]:
    """Accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def replying_server(*, status: int, body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_arguments: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
