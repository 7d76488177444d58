"""Index: 100,000 chunks, built, searched and swapped under load

Texts are DSTC9 answers under numbered places; vectors are drawn around 2,000 centres, as passages of related subjects
lie, because only their geometry matters to time and recall. The peers are exact search with NumPy and with FAISS's
flat index over the same vectors.
"""

import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from modelkit.evaluation.intervals import bootstrap
from modelkit.inference.local import LocalEngine
from modelkit.retrieval import Fusion, Index, IndexStore
from modelkit.serving.app import create_app
from modelkit.serving.client import HttpEngine
from modelkit.serving.running import background
from tests.benchmarks.measuring.percentiles import percentile
from tests.benchmarks.measuring.public_data import dstc9_snippets
from tests.benchmarks.measuring.tables import milliseconds, percent, print_table

NEEDS = ("support/dstc9_faq",)
CHUNKS, DIM, CENTRES = 100_000, 384, 2_000
QUESTIONS = 300
HITS = 10
CUSTOMERS = 4
SWAPS = 3
NAME = "bench"
# Words weigh in, so that the whole path is timed.
FUSION = Fusion("learned", (1.0, 0.05, 0.0, 0.05, 0.05))

Vectors = NDArray[np.float32]


@dataclass
class Load:
    """What customers met while the index was swapped."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)


def main() -> None:
    texts, vectors, asked = _corpus()
    ids = [str(number) for number in range(CHUNKS)]
    began = time.perf_counter()
    index = Index.build(ids, texts, vectors, encoder="none", fusion=FUSION)
    built = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder:
        store = IndexStore(folder)
        began = time.perf_counter()
        path = store.publish(NAME, index).path
        published = time.perf_counter() - began
        size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        print(
            f"{index.layout} layout, built in {built:.1f} s, published in {published:.1f} s, {size / 2**20:.0f} MiB.\n"
        )
        _print_searches(store.load(NAME), vectors, asked)
        _print_swaps(store, index, asked)


def _corpus() -> tuple[list[str], Vectors, list[tuple[str, Vectors]]]:
    """Texts, their vectors [n, dim], and questions with vectors near some of them."""
    rng = np.random.default_rng(0)
    snippets = dstc9_snippets()
    texts = [f"place {row // len(snippets)}: {snippets[row % len(snippets)].document}" for row in range(CHUNKS)]
    centres = rng.standard_normal((CENTRES, DIM)).astype(np.float32)
    vectors = _unit(centres[rng.integers(CENTRES, size=CHUNKS)] + 0.7 * _noise(rng, CHUNKS))
    rows = rng.choice(len(snippets), QUESTIONS, replace=False)
    near = _unit(vectors[rows] + 0.02 * _noise(rng, QUESTIONS))
    return texts, vectors, [(snippets[row].query, vector) for row, vector in zip(rows, near, strict=True)]


def _noise(rng: np.random.Generator, count: int) -> Vectors:
    return rng.standard_normal((count, DIM)).astype(np.float32)


def _unit(vectors: Vectors) -> Vectors:
    lengths: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / lengths


def _print_searches(index: Index, vectors: Vectors, asked: list[tuple[str, Vectors]]) -> None:
    flat = faiss.IndexFlatIP(DIM)
    flat.add(vectors)
    exact = [set(flat.search(vector[None], HITS)[1][0].tolist()) for _text, vector in asked]
    methods: dict[str, Callable[[str, Vectors], list[int]]] = {
        "ours, vectors": lambda _text, vector: [int(hit.id) for hit in index.search(None, vector[None], HITS)[0]],
        "ours, vectors and words": lambda text, vector: [
            int(hit.id) for hit in index.search([text], vector[None], HITS)[0]
        ],
        "FAISS flat": lambda _text, vector: flat.search(vector[None], HITS)[1][0].tolist(),
        "NumPy": lambda _text, vector: np.argpartition(-(vectors @ vector), HITS)[:HITS].tolist(),
    }
    rows = []
    for name, search in methods.items():
        found, seconds = _timed(search, asked)
        shares = [len(best & set(row)) / HITS for best, row in zip(exact, found, strict=True)]
        # Words change the order on purpose, so agreement with cosines alone says nothing there.
        recall = "-" if "words" in name else percent(bootstrap(shares))
        rows.append([name, milliseconds(percentile(seconds, 0.5)), milliseconds(percentile(seconds, 0.95)), recall])
    print_table(["search", "p50", "p95", "recall@10"], rows)


def _timed(
    search: Callable[[str, Vectors], list[int]], asked: list[tuple[str, Vectors]]
) -> tuple[list[list[int]], list[float]]:
    search(*asked[0])
    found, seconds = [], []
    for text, vector in asked:
        began = time.perf_counter()
        found.append(search(text, vector))
        seconds.append(time.perf_counter() - began)
    return found, seconds


def _print_swaps(store: IndexStore, index: Index, asked: list[tuple[str, Vectors]]) -> None:
    """Each published version lacks one more document, the one nearest to what customers ask."""
    load, stop = Load(), threading.Event()
    with tempfile.TemporaryDirectory() as models:
        engine = LocalEngine(Path(models), store.root)
        with background(create_app(engine)) as url, HttpEngine(url) as client:
            threads = [threading.Thread(target=_ask, args=(client, asked[0], load, stop)) for _ in range(CUSTOMERS)]
            for thread in threads:
                thread.start()
            times = [_swap(store, index, client, asked[0]) for _ in range(SWAPS)]
            stop.set()
            for thread in threads:
                thread.join()
    asked_in_all = len(load.seconds) + len(load.failures)
    print(
        f"\n{SWAPS} swaps under {CUSTOMERS} customers: {asked_in_all} requests, {len(load.failures)} failed, "
        f"p95 {milliseconds(percentile(load.seconds, 0.95))}; from publishing to the new version's first answer "
        f"{max(times):.1f} s at most; {len(load.seen)} different first hits seen."
    )


def _ask(client: HttpEngine, question: tuple[str, Vectors], load: Load, stop: threading.Event) -> None:
    while not stop.is_set():
        began = time.perf_counter()
        try:
            hits = client.search(NAME, question[1][None], k=1)
        except Exception as error:  # noqa: BLE001 - every failure counts, whatever it is
            load.failures.append(type(error).__name__)
        else:
            load.seconds.append(time.perf_counter() - began)
            load.seen.add(int(hits[0][0].id))


def _swap(store: IndexStore, index: Index, client: HttpEngine, question: tuple[str, Vectors]) -> float:
    """Publish a version without the present first hit; seconds until it is gone from the answers."""
    vector = question[1][None]
    best = client.search(NAME, vector, k=1)[0][0].id
    index.remove([best])
    began = time.perf_counter()
    store.publish(NAME, index)
    while client.search(NAME, vector, k=1)[0][0].id == best:
        pass
    return time.perf_counter() - began
