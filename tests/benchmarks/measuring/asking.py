"""Questions to measure with: none is asked twice, so that no cache answers."""

import random
import time
from dataclasses import dataclass

import httpx
from httpx_sse import connect_sse

from infra.launch.layout import Layout
from tests.benchmarks.measuring.inside import ask
from tests.benchmarks.measuring.public_data import dstc9_snippets


def questions(layout: Layout, *, seed: int = 0) -> list[str]:
    """The bank's test questions in both languages and a question for each snippet, shuffled together.

    The bank's are few, so they are spread over the first thousand, which most runs stay within.
    """
    public = public_questions(seed)
    first = [*ask(layout, "questions", "en"), *ask(layout, "questions", "zh"), *public[:600]]
    random.Random(seed).shuffle(first)
    return first + public[600:]


def public_questions(seed: int = 0) -> list[str]:
    """A question for each snippet, each once, shuffled."""
    found = list(dict.fromkeys(snippet.query for snippet in dstc9_snippets()))
    random.Random(seed).shuffle(found)
    return found


@dataclass(frozen=True)
class Asked:
    """One question through the chat: seconds from sending it to the first sign and to the whole answer."""

    first: float
    whole: float


def ask_in_chat(base_url: str, visitor: dict[str, str], question: str) -> Asked:
    """Open the stream as the widget does, send, and read until the answer is whole."""
    path = f"/api/widget/conversations/{visitor['conversation']}"
    headers = {"Authorization": f"Bearer {visitor['token']}"}
    with (
        httpx.Client(base_url=base_url, headers=headers, timeout=30.0) as http,
        connect_sse(http, "GET", f"{path}/events") as source,
    ):
        lines = source.response.iter_lines()
        next(lines)  # the comment that says: connected
        begin = time.perf_counter()
        http.post(f"{path}/messages", json={"text": question, "client_id": "1"}).raise_for_status()
        first = 0.0
        kind = ""
        for line in lines:
            kind = line.removeprefix("event: ") if line.startswith("event: ") else kind
            if not line.startswith("data: "):
                continue
            from_visitor = '"author":"visitor"' in line
            if not first and not from_visitor:
                first = time.perf_counter() - begin
            if kind == "message" and not from_visitor:
                return Asked(first, time.perf_counter() - begin)
    raise AssertionError("the stream ended before the answer")
