"""A server that is away, slow, full or killed gives one of two errors that a caller can handle."""

import multiprocessing
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import modelkit
from modelkit.errors import EngineUnavailable, ModelkitError, Overloaded
from modelkit.inference.local import LocalEngine
from modelkit.serving.client import HttpEngine
from modelkit.serving.keys import configured_key


class Peer:
    """A socket that answers each connection with given bytes, or with silence."""

    def __init__(self, *answers: bytes) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, args=(answers,), daemon=True)
        self._stop = threading.Event()
        self.calls = 0
        self._thread.start()

    def _serve(self, answers: tuple[bytes, ...]) -> None:
        for answer in answers:
            connection, _ = self._socket.accept()
            with connection:
                connection.recv(65_536)
                self.calls += 1
                if answer == SILENCE:
                    self._stop.wait(10)
                else:
                    connection.sendall(answer)

    def close(self) -> None:
        self._stop.set()
        self._socket.close()
        self._thread.join(10)


SILENCE = b"silence"
HANGS_UP = b""


def http(status: str, body: bytes = b"{}", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@pytest.fixture
def peers() -> Iterator[list[Peer]]:
    made: list[Peer] = []
    yield made
    for peer in made:
        peer.close()


def engine_against(peers: list[Peer], *answers: bytes, timeout: float = 5) -> HttpEngine:
    peers.append(Peer(*answers))
    return HttpEngine(peers[0].url, timeout=timeout)


def test_nobody_listening_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with HttpEngine(f"http://127.0.0.1:{port}") as engine, pytest.raises(EngineUnavailable, match="cannot be reached"):
        engine.embed("encoder", ["x"])


def test_a_silent_server_is_unavailable_in_time(peers: list[Peer]) -> None:
    with engine_against(peers, SILENCE, timeout=0.2) as engine, pytest.raises(EngineUnavailable, match="in time"):
        engine.classify("intent", ["x"])


def test_a_server_killed_in_mid_request_is_unavailable(peers: list[Peer]) -> None:
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
    with engine_against(peers, half, half) as engine, pytest.raises(EngineUnavailable):
        engine.classify("intent", ["x"])


def test_a_connection_that_died_while_idle_is_tried_once_more(peers: list[Peer]) -> None:
    with engine_against(peers, HANGS_UP, http("200 OK", b'{"results": []}')) as engine:
        assert engine.search("help", ["x"]) == []
    assert peers[0].calls == 2


def test_a_roll_back_is_never_sent_twice(peers: list[Peer]) -> None:
    with engine_against(peers, HANGS_UP, http("200 OK")) as engine, pytest.raises(EngineUnavailable):
        engine.rollback("intent")
    assert peers[0].calls == 1


@pytest.mark.parametrize(("header", "seconds"), [("Retry-After: 7", 7.0), ("Retry-After: soon", 1.0), ("X: 1", 1.0)])
def test_a_full_server_says_when_to_come_back(peers: list[Peer], header: str, seconds: float) -> None:
    with engine_against(peers, http("429 Too Many", b"{}", header)) as engine, pytest.raises(Overloaded) as caught:
        engine.score("reranker", [("a", "b")])
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"[]", b"\xff", b'{"code": "never_heard_of"}'])
def test_a_proxys_error_page_is_unavailable(peers: list[Peer], body: bytes) -> None:
    with engine_against(peers, http("502 Bad Gateway", body)) as engine, pytest.raises(EngineUnavailable, match="502"):
        engine.embed("encoder", ["x"])


def test_a_wrong_key_is_an_error_that_trying_again_does_not_mend(peers: list[Peer]) -> None:
    with (
        engine_against(peers, http("401 Unauthorized", b'{"code": "unauthorized", "title": "key"}')) as engine,
        pytest.raises(ModelkitError, match="key") as caught,
    ):
        engine.models()
    assert not isinstance(caught.value, EngineUnavailable)


def test_a_forked_child_opens_connections_of_its_own(address: str) -> None:
    with HttpEngine(address, timeout=30) as engine:
        expected = engine.embed("encoder", ["parent"])
        context = multiprocessing.get_context("fork")
        receiver, sender = context.Pipe(duplex=False)
        child = context.Process(target=lambda: sender.send(engine.embed("encoder", ["child", "parent"])))
        child.start()
        np.testing.assert_allclose(engine.embed("encoder", ["parent"]), expected, atol=1e-6)
        assert receiver.poll(30)
        np.testing.assert_allclose(receiver.recv()[1:], expected, atol=1e-5)
        child.join()


def test_connect_chooses_by_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MODELKIT_URL", "http://127.0.0.1:1")
    assert isinstance(modelkit.connect(), HttpEngine)
    assert isinstance(modelkit.connect(registry=tmp_path), LocalEngine)
    monkeypatch.delenv("MODELKIT_URL")
    assert isinstance(modelkit.connect(), LocalEngine)
    assert isinstance(modelkit.connect("http://127.0.0.1:1"), HttpEngine)


def test_the_key_may_come_from_a_file_that_must_not_be_empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MODELKIT_API_KEY", raising=False)
    assert configured_key() is None
    (tmp_path / "key").write_text(" from-file \n")
    monkeypatch.setenv("MODELKIT_API_KEY_FILE", str(tmp_path / "key"))
    assert configured_key() == "from-file"
    (tmp_path / "key").write_text("\n")
    with pytest.raises(ModelkitError, match="empty"):
        configured_key()
