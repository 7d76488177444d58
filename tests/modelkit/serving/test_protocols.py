"""Clients of other servers find what they expect."""

import base64
import json
import math
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import numpy as np
import pytest

from modelkit.errors import EngineUnavailable, ModelNotFound
from modelkit.inference.generation import ChatEndpoint, pieces
from modelkit.inference.local import LocalEngine
from modelkit.serving.app import create_app
from modelkit.serving.client import HttpEngine
from modelkit.serving.running import background
from tests.modelkit.serving.conftest import LABELS, Estate


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as made:
        yield made


def test_openai_embeddings_as_floats_and_as_bytes(client: httpx.Client) -> None:
    floats = client.post("/v1/embeddings", json={"model": "encoder", "input": "lost card"}).json()
    packed = client.post(
        "/v1/embeddings", json={"model": "encoder", "input": ["lost card"], "encoding_format": "base64"}
    ).json()
    assert floats["object"] == "list"
    assert floats["data"][0]["index"] == 0
    assert floats["usage"]["total_tokens"] > 0
    vector = np.frombuffer(base64.b64decode(packed["data"][0]["embedding"]), dtype="<f4")
    np.testing.assert_array_equal(vector, np.float32(floats["data"][0]["embedding"]))


def test_tei_embed_returns_a_list_of_vectors(client: httpx.Client) -> None:
    vectors = client.post("/embed", json={"inputs": ["a card", "a fee"]}).json()
    assert np.shape(vectors) == (2, 32)


def test_tei_rerank_orders_by_score(client: httpx.Client) -> None:
    texts = ["a fee", "a lost card", "a rate"]
    rows = client.post("/rerank", json={"query": "lost card", "texts": texts, "return_text": True}).json()
    assert sorted(row["index"] for row in rows) == [0, 1, 2]
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    assert all(row["text"] == texts[row["index"]] for row in rows)
    assert all(0 <= row["score"] <= 1 for row in rows)
    raw = client.post("/rerank", json={"query": "lost card", "texts": texts, "raw_scores": True}).json()
    assert [row["index"] for row in raw] == [row["index"] for row in rows]
    assert raw[0]["score"] == pytest.approx(math.log(rows[0]["score"] / (1 - rows[0]["score"])), abs=1e-3)


def test_tei_predict_orders_labels_by_chance(client: httpx.Client) -> None:
    one = client.post("/predict", json={"inputs": "lost card"}).json()
    assert {row["label"] for row in one} == set(LABELS)
    assert [row["score"] for row in one] == sorted((row["score"] for row in one), reverse=True)
    many = client.post("/predict", json={"inputs": ["lost card", "fee"]}).json()
    assert [row["label"] for row in many[0]] == [row["label"] for row in one]
    assert len(many) == 2


class Generator(BaseHTTPRequestHandler):
    """A small OpenAI-compatible server: the network edge, where a stand-in belongs."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if asked["model"] == "unknown":
            self.send_error(404)
            return
        self.send_response(200)
        self.end_headers()
        for word in ("Your", " card", " 已挂失"):
            event = {"choices": [{"delta": {"content": word}}]}
            self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        if asked["model"] == "breaks":
            self.wfile.write(b'data: {"error": {"message": "out of memory"}}\n\n')
            return
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name for it
        """Keep the tests' output quiet."""


@pytest.fixture
def generator() -> Iterator[ChatEndpoint]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Generator)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield ChatEndpoint(f"http://127.0.0.1:{server.server_port}/v1")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def chatty(estate: Estate, generator: ChatEndpoint) -> Iterator[str]:
    engine = LocalEngine(estate.registry, estate.indexes, device="cpu", generator=generator)
    with background(create_app(engine, preload=["none"])) as url:
        yield url


ASKED = [{"role": "user", "content": "我的卡丢了"}]


def test_a_generators_words_pass_through_both_engines(chatty: str, generator: ChatEndpoint, estate: Estate) -> None:
    with LocalEngine(estate.registry, estate.indexes, generator=generator) as local, HttpEngine(chatty) as http:
        assert list(local.generate("any", ASKED)) == ["Your", " card", " 已挂失"]
        assert list(http.generate("any", ASKED)) == ["Your", " card", " 已挂失"]


def test_an_answer_that_is_not_streamed_comes_whole(chatty: str) -> None:
    answer = httpx.post(f"{chatty}/v1/chat/completions", json={"model": "any", "messages": ASKED}).json()
    assert answer["choices"][0]["message"] == {"role": "assistant", "content": "Your card 已挂失"}


def test_a_generator_that_does_not_know_the_model_says_so(chatty: str) -> None:
    with HttpEngine(chatty) as http, pytest.raises(ModelNotFound, match="unknown"):
        list(http.generate("unknown", ASKED))


def test_an_answer_that_breaks_off_is_not_taken_for_whole(chatty: str) -> None:
    with HttpEngine(chatty) as http:
        answer = http.generate("breaks", ASKED)
        assert [next(answer) for _ in range(3)] == ["Your", " card", " 已挂失"]
        with pytest.raises(EngineUnavailable):
            next(answer)


@pytest.mark.parametrize(
    "line",
    [
        'data: {"choices": [{"del',
        "data: <html>",
        "data: 7",
        "data: null",
        'data: {"choices": 7}',
        'data: {"choices": ["Your card"]}',
        'data: {"choices": [{"delta": {"content": 7}}]}',
    ],
)
def test_what_is_no_stream_of_an_answer_is_an_error_that_is_expected(line: str) -> None:
    with pytest.raises(EngineUnavailable, match="could not be read"):
        list(pieces(iter([line])))


def test_events_without_words_are_passed_over() -> None:
    lines = ["", ": still here", 'data: {"choices": []}', 'data: {"choices": [{"delta": {"role": "assistant"}}]}']
    lines += ['data: {"choices": [{"delta": {"content": null}}]}', 'data: {"choices": [{"delta": null}], "usage": {}}']
    assert list(pieces(iter([*lines, 'data: {"choices": [{"delta": {"content": "已挂失"}}]}']))) == ["已挂失"]
