"""The desk under load: 200 open conversations, 20 agents' browsers over HTTP; how soon an event reaches the other side

An agent's browser keeps two streams (the inbox, the open conversation) and fetches the queue and the thread again when
they say that something happened, as the page's script does: one request of each at a time, one more if anything came
meanwhile, and what colleagues write with their customers only every five seconds. A message has reached an agent when
it stands in what was fetched; it has reached a customer when their stream brings it. Customers and agents write in
turn, Poisson, `RATE=4` messages a second for `SECONDS=60`.
"""

import asyncio
import json
import os
import random
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import httpx

from infra.launch.smoke.agent import Agent
from tests.benchmarks.measuring import machine, suite
from tests.benchmarks.measuring.inside import ask
from tests.benchmarks.measuring.percentiles import percentile
from tests.benchmarks.measuring.tables import milliseconds, print_table

NEEDS = ("support/dstc9_faq",)
AGENTS, TALKS = 20, 200
RATE, SECONDS = float(os.environ.get("RATE", "4")), float(os.environ.get("SECONDS", "60"))
PATIENCE_SECONDS, SOON_SECONDS = 20.0, 5.0
# Of a data folder that is thrown away.
PASSWORD = "benchmarks-guard-nothing"
Watching = Coroutine[Any, Any, None]


@dataclass
class Arrivals:
    """When each message was sent and when the other side had it, in seconds of one clock."""

    sent: dict[str, float] = field(default_factory=dict)
    seen: dict[str, float] = field(default_factory=dict)

    def look(self, shown: str) -> None:
        now = time.perf_counter()
        for mark in self.sent.keys() - self.seen.keys():
            if mark in shown:
                self.seen[mark] = now

    def waits(self, side: str) -> list[float]:
        return [self.seen[mark] - at for mark, at in self.sent.items() if mark.startswith(side) and mark in self.seen]


def main() -> None:
    machine.keep_two_cores()
    machine.hide_gpu()
    layout = suite.bank_with_snippets()
    with suite.running(layout):
        crowd = ask(layout, "crowd", str(AGENTS), str(TALKS), PASSWORD, served=True)
        for one in crowd:
            signed_in = Agent(layout.url("support"), username=one["name"], password=PASSWORD)
            one |= {"cookies": dict(signed_in.http.cookies), "csrf": signed_in.csrf_token()}
            signed_in.close()
        arrivals, fetched = asyncio.run(_talk(layout.url("support"), crowd))
    rows = []
    for side, title in (("customer", "customer → agent's page"), ("agent", "agent → customer's stream")):
        waits = arrivals.waits(side)
        sent = sum(mark.startswith(side) for mark in arrivals.sent)
        figures = [milliseconds(percentile(waits, share)) for share in (0.5, 0.95)]
        rows.append([title, sent, *figures, milliseconds(percentile(waits, 1.0)), sent - len(waits)])
    print_table(["message", "sent", "p50", "p95", "longest", "never came"], rows)
    print(f"\n{fetched:,} queues and threads fetched by {AGENTS} browsers in {SECONDS:.0f} s.")


async def _talk(url: str, crowd: list[dict[str, Any]]) -> tuple[Arrivals, int]:
    arrivals, refreshers = Arrivals(), list[_Refresher]()
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=httpx.Timeout(30.0, read=None), limits=limits) as http:
        watching: list[asyncio.Task[None]] = [
            asyncio.create_task(one)
            for agent in crowd
            for one in (*_browser(http, agent, arrivals, refreshers), *_customers(http, agent, arrivals))
        ]
        # Streams say when they are open by what they bring; the first seconds are not measured.
        await asyncio.sleep(5)
        await _write(http, crowd, arrivals)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while arrivals.sent.keys() - arrivals.seen.keys():
                await asyncio.sleep(0.05)
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        await asyncio.gather(*(one.stop() for one in refreshers))
    return arrivals, sum(one.fetched for one in refreshers)


def _browser(
    http: httpx.AsyncClient, agent: dict[str, Any], arrivals: Arrivals, refreshers: "list[_Refresher]"
) -> list[Watching]:
    """An agent with their first conversation open, looking at what is theirs."""
    session = {"Cookie": "; ".join(f"{name}={value}" for name, value in agent["cookies"].items())}
    opened = agent["talks"][0]["conversation"]

    async def fetch(path: str) -> None:
        reply = await http.get(path, headers=session)
        reply.raise_for_status()
        arrivals.look(reply.text)

    queue = _Refresher(lambda: fetch(f"/desk/queue/?show=mine&opened={opened}"))
    thread = _Refresher(lambda: fetch(f"/desk/{opened}/thread/"))
    refreshers += [queue, thread]
    return [
        _follow(http, "/api/inbox/events", session, lambda line: _hear(queue, line, agent["id"])),
        _follow(http, f"/api/conversations/{opened}/events", session, lambda _line: thread.ask()),
    ]


def _hear(queue: "_Refresher", line: str, me: int) -> None:
    """By the rule of the page's script."""
    event = json.loads(line.removeprefix("data: "))
    if event.get("agent") in {None, me} or event.get("kind") == "state":
        queue.ask()
    else:
        queue.ask_soon()


class _Refresher:
    """Fetches when asked; asked while it fetches, it does so once more."""

    def __init__(self, fetch: Callable[[], Watching]) -> None:
        self.fetch, self.asked, self.fetched = fetch, False, 0
        self.task: asyncio.Task[None] | None = None
        self.later: asyncio.TimerHandle | None = None

    def ask(self) -> None:
        if self.later:
            self.later.cancel()
        self.asked, self.later = True, None
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._run())

    def ask_soon(self) -> None:
        if self.later is None:
            self.later = asyncio.get_running_loop().call_later(SOON_SECONDS, self.ask)

    async def stop(self) -> None:
        if self.later:
            self.later.cancel()
        if self.task:
            await self.task

    async def _run(self) -> None:
        while self.asked:
            self.asked = False
            await self.fetch()
            self.fetched += 1


def _customers(http: httpx.AsyncClient, agent: dict[str, Any], arrivals: Arrivals) -> list[Watching]:
    return [
        _follow(
            http,
            f"/api/widget/conversations/{talk['conversation']}/events",
            {"Authorization": f"Bearer {talk['token']}"},
            lambda line: arrivals.look(line) if '"author":"agent"' in line else None,
        )
        for talk in agent["talks"]
    ]


async def _follow(
    http: httpx.AsyncClient, path: str, headers: dict[str, str], on_data: Callable[[str], object]
) -> None:
    async with http.stream("GET", path, headers=headers) as stream:
        stream.raise_for_status()
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                on_data(line)


async def _write(http: httpx.AsyncClient, crowd: list[dict[str, Any]], arrivals: Arrivals) -> None:
    """Waits for no reply: each message goes out at its own time."""
    chance, sending, end = random.Random(0), set(), time.perf_counter() + SECONDS
    number = 0
    while time.perf_counter() < end:
        await asyncio.sleep(chance.expovariate(RATE))
        agent = chance.choice(crowd)
        talk = chance.choice(agent["talks"])
        side = chance.choice(["customer", "agent"])
        mark = f"{side}-message-{number:05d}."
        number += 1
        arrivals.sent[mark] = time.perf_counter()
        sending.add(asyncio.create_task(_send(http, side, agent, talk, mark)))
    await asyncio.gather(*sending)


async def _send(http: httpx.AsyncClient, side: str, agent: dict[str, Any], talk: dict[str, str], text: str) -> None:
    if side == "customer":
        path, headers = "widget/conversations", {"Authorization": f"Bearer {talk['token']}"}
        body = {"text": text, "client_id": text}
    else:
        cookies = "; ".join(f"{name}={value}" for name, value in agent["cookies"].items())
        path, headers = (
            "conversations",
            {"Cookie": cookies, "X-CSRFToken": agent["csrf"], "Referer": str(http.base_url)},
        )
        body = {"text": text}
    reply = await http.post(f"/api/{path}/{talk['conversation']}/messages", json=body, headers=headers)
    reply.raise_for_status()


if __name__ == "__main__":
    main()
