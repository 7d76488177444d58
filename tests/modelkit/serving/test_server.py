"""What the server refuses, and how it says so."""

import json
import logging
import threading
from collections.abc import Iterator

import httpx
import pytest

from modelkit.inference.local import LocalEngine
from modelkit.serving.app import create_app
from modelkit.serving.gate import Limits
from modelkit.serving.running import background
from tests.modelkit.serving.conftest import Estate

KEY = "a-long-and-secret-key"
SECRET_TEXT = "my card is 4111 1111 1111 1111"


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as made:
        yield made


@pytest.fixture
def small(estate: Estate) -> Iterator[httpx.Client]:
    """A server with a key, little room and little patience."""
    engine = LocalEngine(estate.registry, estate.indexes, device="cpu", timeout=30)
    app = create_app(engine, key=KEY, preload=["none"], limits=Limits(body=2_000, requests=2))
    with (
        background(app) as url,
        httpx.Client(base_url=url, headers={"Authorization": f"Bearer {KEY}"}, timeout=30) as made,
    ):
        yield made


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/classify", {"inputs": ["x"]}, "model"),
        ("/classify", {"model": "intent", "inputs": "x"}, "inputs"),
        ("/classify", {"model": "../../etc", "inputs": ["x"]}, "model"),
        ("/classify", {"model": "/etc", "inputs": ["x"]}, "model"),
        ("/v1/embeddings", {"model": "some/stranger", "input": "x"}, "model"),
        ("/v1/embeddings", {"model": "encoder", "input": ["x"] * 2_049}, "input"),
        ("/score", {"model": "reranker", "pairs": [["only one"]]}, "pairs"),
        ("/indexes/help/search", {"queries": ["x"], "k": 0}, "k"),
        ("/indexes/help/search", {"queries": ["x"], "k": 10**9}, "k"),
        ("/models/intent/promote", {"version": 0}, "version"),
    ],
)
def test_a_bad_request_names_its_field(client: httpx.Client, path: str, body: object, field: str) -> None:
    answer = client.post(path, json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert field in answer.json()["title"]


def test_a_refusal_does_not_repeat_what_was_sent(client: httpx.Client) -> None:
    answer = client.post("/classify", json={"model": "intent", "inputs": SECRET_TEXT})
    assert "4111" not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b"null"])
def test_what_is_no_json_object_is_refused(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/classify", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.json()["status"] == answer.status_code
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("GET", "/classify", 405)])
def test_a_wrong_address_or_method_is_a_problem_too(client: httpx.Client, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_a_directory_beside_the_server_is_no_model(client: httpx.Client) -> None:
    assert client.post("/classify", json={"model": "tests", "inputs": ["x"]}).status_code == 404


@pytest.mark.parametrize("vectors", [["!!"], ["AAAA"], [[1.0, 2.0], [1.0]]])
def test_damaged_vectors_are_refused(client: httpx.Client, vectors: object) -> None:
    answer = client.post("/indexes/help/search", json={"vectors": vectors})
    assert answer.status_code == 422
    assert "vectors" in answer.json()["title"].lower()


def test_a_search_for_nothing_is_refused(client: httpx.Client) -> None:
    assert client.post("/indexes/help/search", json={}).json()["code"] == "bad_data"


def test_the_key_is_asked_for_everywhere_but_at_probes(small: httpx.Client) -> None:
    for headers in ({"Authorization": ""}, {"Authorization": "Bearer wrong"}, {"Authorization": KEY}):
        for path in ("/models", "/docs", "/openapi.json"):
            assert small.get(path, headers=headers).status_code == 401
    for path in ("/livez", "/readyz", "/metrics"):
        assert small.get(path, headers={"Authorization": ""}).status_code == 200
    assert small.get("/models").status_code == 200


def test_a_body_beyond_the_limit_is_refused_announced_or_not(small: httpx.Client) -> None:
    body = json.dumps({"model": "intent", "inputs": ["x" * 3_000]}).encode()
    assert small.post("/classify", content=body).status_code == 413
    pieces = (body[start : start + 500] for start in range(0, len(body), 500))
    answer = small.post("/classify", content=pieces)
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


def test_a_full_server_says_when_to_come_back(small: httpx.Client) -> None:
    arrived, leave = threading.Semaphore(0), threading.Event()

    def slow_body() -> Iterator[bytes]:
        yield b'{"model": "intent", '
        arrived.release()
        leave.wait(30)
        yield b'"inputs": ["hello"]}'

    answers: list[int] = []
    headers = {"Content-Type": "application/json"}
    threads = [
        threading.Thread(
            target=lambda: answers.append(small.post("/classify", content=slow_body(), headers=headers).status_code)
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert arrived.acquire(timeout=30)
    refused = small.get("/models")
    while refused.status_code == 200:  # the second customer's headers may still be on their way
        refused = small.get("/models")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert small.get("/livez").status_code == 200
    leave.set()
    for thread in threads:
        thread.join()
    assert answers == [200, 200]


def test_an_unexpected_failure_tells_nothing_and_is_logged_without_text(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError(SECRET_TEXT)

    monkeypatch.setattr(LocalEngine, "classify", fail)
    with caplog.at_level(logging.INFO):
        answer = client.post("/classify", json={"model": "intent", "inputs": [SECRET_TEXT]})
    assert answer.status_code == 500
    assert "4111" not in answer.text + caplog.text
    logged = [record for record in caplog.records if record.getMessage() == "request_failed"]
    assert logged[0].__dict__["fields"]["error"] == "KeyError"


def test_no_log_line_holds_a_customers_words(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post("/classify", json={"model": "intent", "inputs": [SECRET_TEXT]})
        client.post("/indexes/help/search", json={"queries": [SECRET_TEXT]})
        client.post("/v1/embeddings", json={"model": "encoder", "input": SECRET_TEXT})
    logged = [record for record in caplog.records if record.name.startswith(("modelkit", "uvicorn"))]
    assert any(record.getMessage() == "request" for record in logged)
    assert all("4111" not in f"{record.getMessage()} {record.__dict__.get('fields')}" for record in logged)


@pytest.mark.parametrize("given", ["", "abc-123", "x" * 65, "new\tline"])
def test_every_answer_carries_a_request_id(client: httpx.Client, given: str) -> None:
    returned = client.get("/livez", headers={"X-Request-ID": given}).headers["x-request-id"]
    assert (returned == given) == (given == "abc-123")
    assert returned


def test_readiness_names_what_was_loaded(client: httpx.Client) -> None:
    for _ in range(10_000):
        answer = client.get("/readyz")
        if answer.status_code == 200:
            break
    assert answer.json() == {"ready": True, "loaded": ["encoder", "help", "intent", "reranker"], "missing": []}


def test_metrics_count_requests_by_route(client: httpx.Client) -> None:
    client.post("/classify", json={"model": "intent", "inputs": ["x"]})
    client.get("/some/strangers/path")
    text = client.get("/metrics").text
    assert 'modelkit_requests_total{route="/classify",status="200"} 1.0' in text
    assert 'route="unmatched",status="404"' in text
    assert "strangers" not in text
    assert "modelkit_batches_total" in text


def test_the_page_of_calls_loads_nothing_from_elsewhere(client: httpx.Client) -> None:
    page = client.get("/docs").text
    assert "/indexes/{name}/search" in page
    assert "http" not in page.replace("http-equiv", "")
