"""Requests take turns on a few threads that stay, each with one to itself."""

import asyncio
import threading
from collections.abc import Iterable
from typing import Any

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from services.recommend.asgi import application
from services.recommend.threads import KeptThreads
from shared.accounts.models import User
from shared.api_keys.actions import issue_key

SCOPE = {"type": "http", "path": "/api/users/ana/recommendations"}
WHOLE = {"type": "http.request", "body": b"", "more_body": False}


class Working:
    """An application like Django: the body is read, then a thread works. `together` of them wait for each other."""

    def __init__(self, together: int = 1) -> None:
        self.barrier = threading.Barrier(together)
        self.ran_on: list[int] = []
        self.at_once = self.most_at_once = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["more_body"]:
            pass
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await sync_to_async(self._work)()
        self.at_once -= 1

    def _work(self) -> None:
        self.barrier.wait(10)
        self.ran_on.append(threading.get_ident())


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

    inner = asyncio.run(nine())
    assert (len(inner.ran_on), len(set(inner.ran_on)), inner.most_at_once) == (9, 3, 3)


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

    assert len(asyncio.run(slow_and_quick()).ran_on) == 2


def test_a_request_that_fails_or_breaks_off_gives_its_turn_back() -> None:
    async def broken() -> int:
        async def failing(_scope: Any, receive: Any, _send: Any) -> None:
            await receive()
            raise ValueError

        application = KeptThreads(failing, threads=1)
        for message in (WHOLE, {"type": "http.disconnect"}, WHOLE):
            [outcome] = await asyncio.gather(ask(application, messages=[message]), return_exceptions=True)
            assert isinstance(outcome, ValueError)
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
