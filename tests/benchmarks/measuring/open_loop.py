"""Open-loop load: requests leave at their appointed times, whether or not earlier ones came back.

A closed loop waits for a slow server and so asks it less; waiting times here run from the appointed time, so
that a stall is paid for by every request it delayed (Tene's coordinated omission).
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import httpx
import numpy as np

# Sends one request and gives its outcome: "200", "429", "timeout", …
Send = Callable[[httpx.AsyncClient, str], Awaitable[str]]

TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True)
class Outcome:
    """One request: what it came to, and how long after its appointed time (s)."""

    kind: str
    seconds: float


@dataclass(frozen=True)
class Load:
    """What came of a rate held for a while."""

    rate: float
    outcomes: list[Outcome]
    seconds: float

    def times(self, kind: str) -> list[float]:
        return [outcome.seconds for outcome in self.outcomes if outcome.kind == kind]

    def counts(self) -> Counter[str]:
        return Counter(outcome.kind for outcome in self.outcomes)

    def per_second(self, kind: str) -> float:
        return self.counts()[kind] / self.seconds


async def hold(rate: float, *, seconds: float, questions: Sequence[str], send: Send, base_url: str, seed: int) -> Load:
    """Poisson arrivals at `rate` a second; each takes the next question, so that none is asked twice."""
    due = _arrivals(rate, seconds, seed)
    assert len(questions) >= len(due), f"{len(due)} questions are needed and {len(questions)} given"
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=200)
    async with httpx.AsyncClient(base_url=base_url, limits=limits, timeout=TIMEOUT_SECONDS) as client:
        begin = time.perf_counter()
        tasks = [
            asyncio.create_task(_request(client, question, begin + at, send))
            for question, at in zip(questions, due, strict=False)
        ]
        outcomes = await asyncio.gather(*tasks)
    return Load(rate, list(outcomes), time.perf_counter() - begin)


async def _request(client: httpx.AsyncClient, question: str, due: float, send: Send) -> Outcome:
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    try:
        kind = await send(client, question)
    except httpx.TimeoutException:
        kind = "timeout"
    except httpx.HTTPError as error:
        kind = type(error).__name__
    return Outcome(kind, time.perf_counter() - due)


def _arrivals(rate: float, seconds: float, seed: int) -> list[float]:
    gaps = np.random.default_rng(seed).exponential(1 / rate, size=int(rate * seconds * 2) + 20)
    times = np.cumsum(gaps)
    return [float(at) for at in times[times < seconds]]
