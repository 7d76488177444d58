"""Load: open-loop clients on loopback, two cores: answers a second at p95 ≤ 500 ms, and at twice that

Arrivals are Poisson and wait for nobody. The rate is raised until it is no longer held (p95 above 500 ms, or anything
but an answer), then the last rate held is doubled. The last rows drive the chat at the doubled rate, and then wait
until every message that was accepted has its answer or its person: what is missing would be lost.
"""

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from itertools import cycle, islice

import httpx

from infra.launch.layout import Layout
from tests.benchmarks.measuring import asking, machine, suite
from tests.benchmarks.measuring.inside import ask
from tests.benchmarks.measuring.open_loop import Load, Send, hold
from tests.benchmarks.measuring.percentiles import percentile
from tests.benchmarks.measuring.tables import milliseconds, print_table

NEEDS = ("support/dstc9_faq",)
LIMIT_SECONDS = 0.5
FIRST_RATE = 6.0
STEP = 1.3
SECONDS = 20.0
# More than one, since a key is limited to so many questions a minute.
KEYS = 8
PATIENCE_SECONDS = 180.0
Row = list[object]
Visitor = dict[str, str]


def main() -> None:
    machine.keep_two_cores()
    machine.hide_gpu()
    layout = suite.bank_with_snippets()
    questions = iter(asking.questions(layout, seed=1))
    with suite.running(layout):
        ask_api = _api(layout)
        _load(layout, ask_api, questions, FIRST_RATE)  # warms up
        loads = list(_rising(layout, ask_api, questions))
        held = max((load.rate for load in loads if _is_held(load)), default=0.0)
        twice = 2 * (held or FIRST_RATE)
        doubled = _load(layout, ask_api, questions, twice)
        rows = [_row("API", load) for load in [*loads, doubled]]
        rows.append(_chat(layout, questions, twice))
    print_table(["clients", "asked/s", "answered/s", "p50", "p95", "refused (429)", "errors", "lost"], rows)
    print(f"\nHeld at p95 ≤ {1000 * LIMIT_SECONDS:.0f} ms: **{held:.1f} answers/s**.")


def _rising(layout: Layout, send: Send, questions: Iterator[str]) -> Iterator[Load]:
    rate = FIRST_RATE
    while True:
        load = _load(layout, send, questions, rate)
        yield load
        if not _is_held(load):
            return
        rate *= STEP


def _is_held(load: Load) -> bool:
    return set(load.counts()) == {"200"} and percentile(load.times("200"), 0.95).value <= LIMIT_SECONDS


def _load(layout: Layout, send: Send, questions: Iterator[str], rate: float) -> Load:
    chosen = list(islice(questions, int(rate * SECONDS * 1.5) + 30))
    run = hold(rate, seconds=SECONDS, questions=chosen, send=send, base_url=layout.url("support"), seed=len(chosen))
    return asyncio.run(run)


def _api(layout: Layout) -> Send:
    """Each question under the next key."""
    keys = cycle(ask(layout, "keys", str(KEYS)))

    async def send(client: httpx.AsyncClient, question: str) -> str:
        headers = {"Authorization": f"Bearer {next(keys)}"}
        reply = await client.post("/api/answers", json={"question": question}, headers=headers)
        return str(reply.status_code)

    return send


def _chat(layout: Layout, questions: Iterator[str], rate: float) -> Row:
    """Each visitor asks once; every accepted message is then followed to its end."""
    visitors = iter(ask(layout, "visitors", str(int(rate * SECONDS * 1.5) + 30)))
    accepted: list[Visitor] = []

    async def send(client: httpx.AsyncClient, question: str) -> str:
        visitor = next(visitors)
        path = f"/api/widget/conversations/{visitor['conversation']}/messages"
        reply = await client.post(path, json={"text": question}, headers=_as(visitor))
        if reply.status_code == httpx.codes.ACCEPTED:
            accepted.append(visitor)
        return str(reply.status_code)

    begin = time.monotonic()
    load = _load(layout, send, questions, rate)
    answered = asyncio.run(_wait_for_answers(layout.url("support"), accepted))
    row = _row("chat, accepted", load, kind="202", lost=len(accepted) - answered)
    row[2] = f"{answered / (time.monotonic() - begin):.1f}"
    return row


def _as(visitor: Visitor) -> dict[str, str]:
    return {"Authorization": f"Bearer {visitor['token']}"}


async def _wait_for_answers(base_url: str, visitors: list[Visitor]) -> int:
    """How many got an answer, or a person to wait for."""
    async with httpx.AsyncClient(base_url=base_url, timeout=30.0) as client:
        places = asyncio.Semaphore(40)
        return sum(await asyncio.gather(*map(partial(_is_answered, client, places), visitors)))


async def _is_answered(client: httpx.AsyncClient, places: asyncio.Semaphore, visitor: Visitor) -> bool:
    path = f"/api/widget/conversations/{visitor['conversation']}/events"
    async with places:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), client.stream("GET", path, headers=_as(visitor)) as stream:
                async for line in stream.aiter_lines():
                    if '"author":"bot","' in line and '"in_reply_to"' in line:
                        return True
        except (TimeoutError, httpx.HTTPError):
            return False
    return False


def _row(name: str, load: Load, *, kind: str = "200", lost: int = 0) -> Row:
    times = load.times(kind)
    counts = load.counts()
    errors = {outcome: count for outcome, count in counts.items() if outcome not in {kind, "429"}}
    return [
        name,
        f"{load.rate:.1f}",
        f"{load.per_second(kind):.1f}",
        milliseconds(percentile(times, 0.5)),
        milliseconds(percentile(times, 0.95)),
        counts["429"],
        ", ".join(f"{count} {outcome}" for outcome, count in errors.items()) or 0,
        lost,
    ]


if __name__ == "__main__":
    main()
