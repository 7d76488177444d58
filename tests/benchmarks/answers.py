"""Answer time: the whole ladder over HTTP, one client, 12,039 snippets, two cores, no GPU

Target: p50 ≤ 60 ms, p95 ≤ 200 ms; first event ≤ 100 ms. Every question is new to every cache. The peer is the same
fine-tuned models called in one process through sentence-transformers and FAISS, without ladder or HTTP.
"""

import time
from collections import defaultdict

import httpx

from infra.launch.layout import Layout
from modelkit.registry import Registry
from tests.benchmarks.measuring import asking, machine, suite
from tests.benchmarks.measuring.inside import ask
from tests.benchmarks.measuring.percentiles import percentile
from tests.benchmarks.measuring.tables import milliseconds, print_table

NEEDS = ("support/dstc9_faq",)
WARM_UP = 60
ASKED = 600
CHATS = 100
PEER = 150


def main() -> None:
    machine.keep_two_cores()
    machine.hide_gpu()
    layout = suite.bank_with_snippets()
    asked = iter(asking.questions(layout))
    rows = []
    with suite.running(layout):
        key = ask(layout, "keys", "1")[0]
        with httpx.Client(base_url=layout.url("support"), headers={"Authorization": f"Bearer {key}"}) as http:
            for _ in range(WARM_UP):
                _answer(http, next(asked))
            rows += _by_rung([_answer(http, next(asked)) for _ in range(ASKED)])
        rows += _chat(layout, [next(asked) for _ in range(CHATS)])
    rows.append(_peer(layout, [next(asked) for _ in range(PEER)]))
    print(f"{suite.snippets_in(layout):,} passages of public snippets beside the bank's own.\n")
    print_table(["asked", "questions", "p50", "p95"], rows)


def _answer(http: httpx.Client, question: str) -> tuple[str, float]:
    begin = time.perf_counter()
    reply = http.post("/api/answers", json={"question": question}, timeout=30.0)
    seconds = time.perf_counter() - begin
    reply.raise_for_status()
    return reply.json()["rung"], seconds


def _by_rung(timed: list[tuple[str, float]]) -> list[list[object]]:
    """All together, then each way in which the ladder can end."""
    groups: dict[str, list[float]] = defaultdict(list)
    for rung, seconds in timed:
        groups[rung].append(seconds)
    rows = [_row("POST /api/answers", [seconds for _rung, seconds in timed])]
    return rows + [_row(f"… that ended in `{rung}`", times) for rung, times in sorted(groups.items())]


def _chat(layout: Layout, questions: list[str]) -> list[list[object]]:
    visitors = ask(layout, "visitors", str(len(questions)))
    timed = [
        asking.ask_in_chat(layout.url("support"), visitor, question)
        for visitor, question in zip(visitors, questions, strict=True)
    ]
    return [
        _row("chat: first event", [one.first for one in timed]),
        _row("chat: whole answer", [one.whole for one in timed]),
    ]


def _peer(layout: Layout, questions: list[str]) -> list[object]:
    from tests.benchmarks.measuring.by_hand import ByHand

    registry = Registry(layout.data / "models")
    encoder, reranker = registry.resolve("support-encoder"), registry.resolve("support-reranker")
    peer = ByHand(encoder=encoder, reranker=reranker, texts=ask(layout, "texts"))
    times = []
    for question in questions:
        begin = time.perf_counter()
        peer.best(question)
        times.append(time.perf_counter() - begin)
    return _row("peer: retrieve and rerank by hand", times[10:])


def _row(name: str, times: list[float]) -> list[object]:
    return [name, len(times), milliseconds(percentile(times, 0.5)), milliseconds(percentile(times, 0.95))]


if __name__ == "__main__":
    main()
