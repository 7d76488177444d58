"""The risk desk's way: a scandal in the press becomes one alert, and a signed webhook that its receiver can verify."""

import time
from collections.abc import Callable

import httpx

from infra.launch.smoke.agent import Agent
from infra.launch.smoke.expecting import expect

COMPANY = "Marrowgate"
PATIENCE_SECONDS = 150.0
_PAUSE_SECONDS = 2.0

Say = Callable[[str], None]


def watch(base_url: str, *, password: str, say: Say) -> None:
    """Raises AssertionError at the first thing a risk desk would miss."""
    desk = Agent(base_url, username="agent", password=password)
    began = time.monotonic()
    try:
        expect(httpx.get(f"{base_url}/overview/").is_redirect, "the overview is shown to strangers")
        page = _wait(lambda: _text(desk, "/overview/"), lambda text: COMPANY in text.split("volume-title")[0])
        expect(page, f"no alert about {COMPANY} was open after {PATIENCE_SECONDS:.0f} s")
        say(f"an alert about {COMPANY} is open, {time.monotonic() - began:.0f} s after everything was up")
        page = _wait(lambda: _text(desk, "/demo/receiver/"), lambda text: "Signature verified" in text)
        expect(page, "no verified webhook reached the receiver")
        expect("Not trusted" not in page, "a webhook arrived whose signature does not hold")
        say(f"its signed webhook was verified after {time.monotonic() - began:.0f} s")
        for address in ("/stories/", "/entities/marrow-pharma/", "/articles/?sentiment=negative"):
            expect(COMPANY in _text(desk, address), f"{address} does not show the scandal")
        told = desk.get("/api/articles", entity="marrow-pharma", sentiment="negative")["items"]
        expect(len({one["group"] for one in told}) >= 4, "the API knows fewer than four houses that told it")
        say(f"{len(told)} negative articles about it over the API")
    finally:
        desk.close()


def _wait(read: Callable[[], str], holds: Callable[[str], bool]) -> str:
    """What was read when it held, or nothing when the time is over."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if holds(text := read()):
            return text
        time.sleep(_PAUSE_SECONDS)
    return ""


def _text(desk: Agent, path: str) -> str:
    reply = desk.http.get(path)
    reply.raise_for_status()
    return reply.text
