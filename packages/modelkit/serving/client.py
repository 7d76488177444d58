"""The engine behind HTTP, with the same calls and the same results as the one in process."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import numpy as np

from modelkit.errors import EngineUnavailable
from modelkit.inference.engine import Engine, Kind, Messages, TextInput, Vectors
from modelkit.inference.generation import pieces
from modelkit.inference.slicing import cost_of, slices
from modelkit.results import HeadPrediction, Hit, ModelInfo
from modelkit.serving import wire
from modelkit.serving.keys import configured_key
from modelkit.serving.problems import error_of

Item = TypeVar("Item")

# A page or so: long texts arrive in requests that each end well before their timeout.
REQUEST_COST = 32_000
CONNECT_SECONDS = 2.0
CONNECTIONS = httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=60.0)


class HttpEngine(Engine):
    """Talks to `python -m modelkit serve` over kept-alive connections; safe from many threads and after a fork.

    `timeout` bounds each request in seconds. `api_key` defaults to the configured one.
    """

    def __init__(self, url: str, *, api_key: str | None = None, timeout: float = 10.0) -> None:
        self._url = url.rstrip("/")
        self._timeout = timeout
        key = api_key or configured_key()
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client: httpx.Client | None = None
        self._owner = 0
        self._opening = threading.Lock()

    def embed(self, model: str, texts: Sequence[str], *, kind: Kind = "query") -> Vectors:
        """See Engine."""

        def request(batch: list[str]) -> Iterable[Vectors]:
            body = {"model": model, "input": batch, "kind": kind, "encoding_format": "base64"}
            answer = self._post("/v1/embeddings", body)
            return wire.unpack([row["embedding"] for row in answer["data"]])

        if not texts:
            dim = self._post("/v1/embeddings", {"model": model, "input": [], "kind": kind})["dimension"]
            return np.empty((0, dim), dtype=np.float32)
        return np.stack(_in_requests(texts, request))

    def classify(self, model: str, texts: Sequence[TextInput]) -> list[dict[str, HeadPrediction]]:
        """See Engine."""

        def request(batch: list[TextInput]) -> list[dict[str, HeadPrediction]]:
            return wire.to_predictions(self._post("/classify", {"model": model, "inputs": batch})["results"])

        return _in_requests(texts, request)

    def score(self, model: str, pairs: Sequence[tuple[str, str]]) -> Vectors:
        """See Engine."""

        def request(batch: list[tuple[str, str]]) -> list[float]:
            scores: list[float] = self._post("/score", {"model": model, "pairs": batch})["scores"]
            return scores

        return np.asarray(_in_requests(pairs, request), dtype=np.float32)

    def search(
        self, index: str, queries: Sequence[str] | Vectors, *, k: int = 10, vectors: Vectors | None = None
    ) -> list[list[Hit]]:
        """See Engine."""
        body: dict[str, Any] = {"k": k}
        if isinstance(queries, np.ndarray):
            vectors = queries
        else:
            body["queries"] = list(queries)
        if vectors is not None:
            body["vectors"] = [wire.pack(row) for row in vectors]
        return wire.to_hits(self._post(f"/indexes/{quote(index, safe='')}/search", body)["results"])

    def generate(self, model: str, messages: Messages) -> Iterator[str]:
        """See Engine."""
        body = {"model": model, "messages": [dict(message) for message in messages], "stream": True}
        try:
            with self._open().stream("POST", "/v1/chat/completions", json=body) as response:
                if response.is_error:
                    response.read()
                _check(response)
                yield from pieces(response.iter_lines())
        except httpx.HTTPError as error:
            raise _unavailable(error) from error

    def models(self) -> list[ModelInfo]:
        """See Engine."""
        return [wire.to_model_info(row) for row in self._call("GET", "/models")["models"]]

    def load(self, model: str) -> ModelInfo:
        """See Engine."""
        return wire.to_model_info(self._post(f"/models/{quote(model, safe='')}/load", {}))

    def promote(self, model: str, version: int, *, force: bool = False) -> ModelInfo:
        """See Engine."""
        body = {"version": version, "force": force}
        return wire.to_model_info(self._post(f"/models/{quote(model, safe='')}/promote", body))

    def rollback(self, model: str) -> ModelInfo:
        """See Engine."""
        path = f"/models/{quote(model, safe='')}/rollback"
        return wire.to_model_info(self._call("POST", path, content=b"{}", repeatable=False))

    def close(self) -> None:
        """See Engine."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        return self._call("POST", path, content=wire.dumps(body))

    def _call(self, method: str, path: str, content: bytes | None = None, *, repeatable: bool = True) -> Any:
        headers = {"Content-Type": "application/json"} if content is not None else {}
        # A kept-alive connection may prove to have been closed by the server meanwhile.
        for last in (False, True) if repeatable else (True,):
            try:
                response = self._open().request(method, path, content=content, headers=headers)
                break
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
                if last:
                    raise _unavailable(error) from error
            except httpx.HTTPError as error:
                raise _unavailable(error) from error
        _check(response)
        return wire.loads(response.content)

    def _open(self) -> httpx.Client:
        """The connections of this process: a forked child must not read its parent's answers."""
        with self._opening:
            if self._client is None or self._owner != os.getpid():
                timeout = httpx.Timeout(self._timeout, connect=min(CONNECT_SECONDS, self._timeout))
                self._client = httpx.Client(
                    base_url=self._url, headers=self._headers, timeout=timeout, limits=CONNECTIONS, trust_env=False
                )
                self._owner = os.getpid()
            return self._client


def _in_requests(items: Sequence[Item], request: Callable[[list[Item]], Iterable[Any]]) -> list[Any]:
    """`request` over all items, a request's worth at a time, answers in order."""
    results: list[Any] = [None] * len(items)
    for slice_ in slices([cost_of(item) for item in items], REQUEST_COST):  # type: ignore[arg-type]
        answers = request([items[position] for position in slice_])
        for position, answer in zip(slice_, answers, strict=True):
            results[position] = answer
    return results


def _check(response: httpx.Response) -> None:
    if response.is_success:
        return
    try:
        document = response.json()
    except ValueError:
        document = {}
    raise error_of(response.status_code, document if isinstance(document, dict) else {}, response.headers)


def _unavailable(error: httpx.HTTPError) -> EngineUnavailable:
    late = isinstance(error, httpx.TimeoutException)
    what = "did not answer in time" if late else "cannot be reached"
    return EngineUnavailable(f"The model server {what}.", remedy="Check that `modelkit serve` runs, then try again.")
