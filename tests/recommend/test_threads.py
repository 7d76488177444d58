"""Requests take turns on a few threads that stay, each with one to itself."""

import asyncio
import select
import threading
from collections.abc import AsyncIterator, Iterable
from io import BytesIO
from typing import IO, Any

import httpx
import pytest
from django.core.exceptions import RequestAborted
from django.db import connection, connections

from services.recommend.asgi import application
from services.recommend.threads import KeptThreads
from services.recommend.threads.connections import trust_quiet
from shared.accounts.models import User
from shared.api_keys.actions import issue_key

SCOPE = {"type": "http", "path": "/api/users/ana/recommendations"}
WHOLE = {"type": "http.request", "body": b"", "more_body": False}


class Working:
    """A handler like Django's. `together` of its answers wait for each other."""

    def __init__(self, together: int = 1) -> None:
        self.barrier = threading.Barrier(together)
        self.ran_on: list[int] = []
        self.bodies: list[bytes] = []

    async def __call__(self, _scope: Any, _receive: Any, _send: Any) -> None:
        await asyncio.to_thread(self.answer, {}, BytesIO())

    async def read_body(self, receive: Any) -> BytesIO:
        return BytesIO(b"".join([message["body"] async for message in pieces(receive)]))

    def answer(self, _scope: Any, body: IO[bytes]) -> list[Any]:
        self.barrier.wait(10)
        self.ran_on.append(threading.get_ident())
        self.bodies.append(body.read())
        return []


async def pieces(receive: Any) -> AsyncIterator[Any]:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        yield message
        if not message["more_body"]:
            return


async def nothing(_message: Any) -> None:
    """Sent to nobody."""


async def ask(application: KeptThreads, *, messages: Iterable[Any] = (WHOLE,), path: str = SCOPE["path"]) -> None:
    waiting = iter(messages)

    async def receive() -> Any:
        return next(waiting)

    await application({**SCOPE, "path": path}, receive, nothing)


def test_one_request_after_another_finds_the_same_thread() -> None:
    async def five() -> Working:
        inner = Working()
        application = KeptThreads(inner)
        for _ in range(5):
            await ask(application)
        return inner

    assert len(set(asyncio.run(five()).ran_on)) == 1


def test_requests_at_once_have_threads_of_their_own_and_more_wait_their_turn() -> None:
    async def nine() -> Working:
        inner = Working(together=3)
        application = KeptThreads(inner, threads=3)
        await asyncio.gather(*(ask(application) for _ in range(9)))
        return inner

    # Three at a time: fewer threads would leave the barrier waiting, more would have run.
    ran_on = asyncio.run(nine()).ran_on
    assert (len(ran_on), len(set(ran_on))) == (9, 3)


def test_a_request_that_is_sent_slowly_keeps_nobody_waiting() -> None:
    async def slow_and_quick() -> Working:
        inner, rest = Working(), asyncio.Event()
        application = KeptThreads(inner, threads=1)
        begun = [{"type": "http.request", "body": b"a", "more_body": True}]

        async def receive() -> Any:
            if begun:
                return begun.pop()
            await rest.wait()
            return WHOLE

        slow = asyncio.create_task(application(SCOPE, receive, nothing))
        while begun:
            await asyncio.sleep(0)
        await ask(application)
        rest.set()
        await slow
        return inner

    assert asyncio.run(slow_and_quick()).bodies == [b"", b"a"]


def test_a_request_that_fails_or_breaks_off_gives_its_turn_back() -> None:
    class Failing(Working):
        def answer(self, _scope: Any, _body: IO[bytes]) -> list[Any]:
            raise ValueError

    async def broken() -> int:
        application = KeptThreads(Failing(), threads=1)
        for message, outcome in ((WHOLE, ValueError), ({"type": "http.disconnect"}, None), (WHOLE, ValueError)):
            [found] = await asyncio.gather(ask(application, messages=[message]), return_exceptions=True)
            assert type(found) is (outcome or type(None))
        return application.free.qsize()

    assert asyncio.run(broken()) == 1


def test_files_keep_to_threads_of_their_own() -> None:
    async def both() -> Working:
        inner = Working(together=2)
        application = KeptThreads(inner, threads=1)
        await asyncio.gather(ask(application), ask(application, path="/static/ui/mark.svg"))
        return inner

    assert len(set(asyncio.run(both()).ran_on)) == 2


@pytest.mark.django_db(transaction=True)
def test_pages_files_and_the_api_are_served_as_ever(analyst: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the application that uvicorn runs."""
    # Its threads outlive the test's database.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    _key, text = issue_key(name="shop", scopes=["recommendations:read"], created_by=analyst)

    async def get(http: httpx.AsyncClient, path: str) -> httpx.Response:
        return await http.get(path, headers={"Authorization": f"Bearer {text}"})

    async def all_of_them() -> list[httpx.Response]:
        served: Any = application
        transport = httpx.ASGITransport(served)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            paths = ("/livez", "/overview/", "/static/ui/mark.svg", "/api/users/ana/recommendations", "/nowhere")
            return [await get(http, path) for path in paths]

    live, page, file, found, missing = asyncio.run(all_of_them())
    assert (live.status_code, page.status_code, missing.status_code) == (200, 302, 404)
    assert "<svg" in file.text
    assert (found.status_code, found.json()["items"]) == (200, [])
    assert found.headers["x-request-id"]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_kept_is_asked_only_where_something_came() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a file is always there")
    for ended in (False, True):
        backend = _backend()
        if ended:
            _end(backend)
        connection.health_check_done = False  # type: ignore[attr-defined]  # the stubs leave it out
        trust_quiet()
        assert connection.health_check_done is not ended  # type: ignore[attr-defined]
        assert (_backend() == backend) is not ended


def _backend() -> int:
    """The server's process behind the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _end(backend: int) -> None:
    """As when the server starts again: a moment later the connection says so."""
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
    other.close()
    assert connection.connection is not None
    select.select([connection.connection.fileno()], [], [], 5)
