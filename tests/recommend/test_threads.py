"""Requests take turns on a few threads that stay, each with one to itself."""

import asyncio
import json
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
from services.recommend.threads import InOneGo, KeptThreads
from services.recommend.threads.connections import trust_quiet
from shared.accounts.models import User
from shared.api_keys.actions import issue_key
from tests.recommend.stream import stream

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


class Holding(Working):
    """Keeps what is not empty until it is let go, and tells when it has so many."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.held, self.go = threading.Semaphore(0), threading.Event()
        self.number = number

    def answer(self, scope: Any, body: IO[bytes]) -> list[Any]:
        if body.read(1):
            self.held.release()
            assert self.go.wait(10)
        return [{"type": "http.response.start", "status": 200, "headers": []}]

    async def hold(self) -> None:
        for _ in range(self.number):
            assert await asyncio.to_thread(self.held.acquire, timeout=10)


async def told(application: KeptThreads, *, body: bytes = b"", path: str = SCOPE["path"]) -> tuple[int, str | None]:
    """Status, and when to come again."""
    sent: list[Any] = []

    async def receive() -> Any:
        return WHOLE | {"body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    await application({**SCOPE, "path": path}, receive, send)
    later = [value.decode() for name, value in sent[0]["headers"] if name == b"Retry-After"]
    return sent[0]["status"], later[0] if later else None


BULK = b"x" * 100_000


def test_bulk_leaves_a_thread_to_lists_and_is_soon_asked_to_come_again() -> None:
    async def all_of_them() -> None:
        inner = Holding(2)
        application = KeptThreads(inner, threads=3, patience=0.01)
        taken = [asyncio.create_task(told(application, body=BULK, path="/api/events")) for _ in range(2)]
        await inner.hold()
        assert await told(application, body=BULK, path="/api/events") == (429, "1")
        assert await told(application) == (200, None)
        inner.go.set()
        assert await asyncio.gather(*taken) == [(200, None)] * 2
        assert await told(application, body=BULK, path="/api/items") == (200, None)

    asyncio.run(all_of_them())


def test_bulk_waits_a_moment_for_its_place() -> None:
    async def both() -> list[tuple[int, str | None]]:
        inner = Holding(1)
        application = KeptThreads(inner, threads=2, patience=10)
        first = asyncio.create_task(told(application, body=BULK, path="/api/events"))
        await inner.hold()
        second = asyncio.create_task(told(application, body=BULK, path="/api/events"))
        await told(application)
        inner.go.set()
        return list(await asyncio.gather(first, second))

    assert asyncio.run(both()) == [(200, None)] * 2


def test_only_so_many_wait_for_their_turn_but_who_asks_whether_it_lives_may_always() -> None:
    async def crowd() -> None:
        inner = Holding(1)
        application = KeptThreads(inner, threads=1, waiting=2)
        first = asyncio.create_task(told(application, body=b"x"))
        await inner.hold()
        waiting = [asyncio.create_task(told(application)) for _ in range(2)]
        while application.waiting < 2:
            await asyncio.sleep(0)
        assert await told(application) == (503, "1")
        assert await told(application, body=BULK, path="/api/events") == (503, "1")
        health = asyncio.create_task(told(application, path="/livez"))
        while application.waiting < 3:
            await asyncio.sleep(0)
        inner.go.set()
        assert await asyncio.gather(first, *waiting, health) == [(200, None)] * 4
        assert (application.waiting, await told(application)) == (0, (200, None))

    asyncio.run(crowd())


@pytest.mark.django_db(transaction=True)
def test_bulk_goes_through_the_real_handler_once_there_is_a_place(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    _key, text = issue_key(name="shop", scopes=["events:write"], created_by=editor)
    body = "\n".join(json.dumps(one) for one in stream(1_000)).encode()

    async def both() -> list[httpx.Response]:
        served: Any = KeptThreads(InOneGo(), threads=2, patience=0.01)
        headers = {"Authorization": f"Bearer {text}", "Content-Type": "application/x-ndjson"}
        transport = httpx.ASGITransport(served)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as http:
            async with served.bulk.taken():
                refused = await http.post("/api/events", content=body)
            return [refused, await http.post("/api/events", content=body)]

    refused, kept = asyncio.run(both())
    assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"]) == (429, "too_busy", "1")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert (kept.status_code, kept.json()["new"]) == (200, 1_000)


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
