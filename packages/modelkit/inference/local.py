"""The engine that runs models in this process."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from modelkit.errors import IndexUnavailable, ModelNotFound
from modelkit.inference.batching import BatchQueue
from modelkit.inference.cache import TextCache
from modelkit.inference.engine import Engine, Kind, Messages, TextInput, Vectors
from modelkit.inference.generation import ChatEndpoint
from modelkit.inference.loading import Loader, is_backbone
from modelkit.inference.shelf import Loaded, Shelf
from modelkit.inference.slicing import cost_of, slices
from modelkit.inference.stats import EngineStats
from modelkit.registry import Registry
from modelkit.results import HeadPrediction, Hit, ModelInfo
from modelkit.retrieval import Index, IndexStore

if TYPE_CHECKING:
    from modelkit.models import Classifier, Encoder, PairScorer
    from modelkit.models.base import Model

Item = TypeVar("Item")

CHARACTERS_PER_TOKEN = 4
# Work that waits longer than this would make every customer wait; it is turned away instead (seconds).
PATIENCE = 1.0


class LocalEngine(Engine):
    """Loads on first use, batches what arrives together, and follows the registry's `current` while running.

    Safe to use from many threads; make one per process, after forking. `timeout` bounds the wait for each slice
    of a call, `patience` the work that may queue before Overloaded, both in seconds. `paths` lets a model be
    named by its directory, which a server does not allow its clients.
    """

    def __init__(
        self,
        registry: str | Path | None = None,
        indexes: str | Path | None = None,
        *,
        device: str = "auto",
        timeout: float = 10.0,
        patience: float = PATIENCE,
        generator: ChatEndpoint | None = None,
        paths: bool = True,
    ) -> None:
        self.stats = EngineStats()
        self.registry = Registry(registry)
        self.store = IndexStore(indexes or os.environ.get("MODELKIT_INDEXES") or "./indexes")
        self._device = device
        self._timeout = timeout
        self._patience = patience
        self._generator = generator or ChatEndpoint.from_environment()
        self._loader = Loader(self.registry, device=device, paths=paths)
        self._models: Shelf[Model] = Shelf(self._loader.where, self._loader.load, stats=self.stats)
        self._indexes: Shelf[Index] = Shelf(self._index_path, Index.load, stats=self.stats, gone=(IndexUnavailable,))
        self._vectors: TextCache[Vectors] = TextCache()
        self._queue: BatchQueue | None = None
        self._slice_cost = 0
        self._starting = threading.Lock()

    def embed(self, model: str, texts: Sequence[str], *, kind: Kind = "query") -> Vectors:
        """See Engine. Vectors of texts seen lately come from memory."""
        held = self._model(model, "encode")
        encoder: Encoder = held.thing  # type: ignore[assignment]
        scope = (held.path, kind)
        found = [self._vectors.get(scope, text) for text in texts]
        missing = [position for position, vector in enumerate(found) if vector is None]
        self.stats.count("cache_hits", len(texts) - len(missing))
        fresh = self._run(
            ("embed", *scope),
            lambda batch: encoder.encode(batch, kind=kind),
            [texts[position] for position in missing],
            cost=cost_of,
        )
        for position, vector in zip(missing, fresh, strict=True):
            found[position] = vector
            self._vectors.put(scope, texts[position], vector)
        if not found:
            return np.empty((0, encoder.dimension), dtype=np.float32)
        return np.stack([vector for vector in found if vector is not None])

    def classify(self, model: str, texts: Sequence[TextInput]) -> list[dict[str, HeadPrediction]]:
        """See Engine."""
        held = self._model(model, "classify")
        classifier: Classifier = held.thing  # type: ignore[assignment]
        return self._run(("classify", held.path), classifier.predict, texts, cost=cost_of)

    def score(self, model: str, pairs: Sequence[tuple[str, str]]) -> Vectors:
        """See Engine."""
        held = self._model(model, "score")
        scorer: PairScorer = held.thing  # type: ignore[assignment]
        scores = self._run(("score", held.path), scorer.score, pairs, cost=cost_of)
        return np.asarray(scores, dtype=np.float32)

    def search(
        self, index: str, queries: Sequence[str] | Vectors, *, k: int = 10, vectors: Vectors | None = None
    ) -> list[list[Hit]]:
        """See Engine."""
        documents = self._indexes.get(index).thing
        if isinstance(queries, np.ndarray):
            return documents.search(None, queries, k)
        texts = list(queries)
        if not texts or not len(documents):
            return [[] for _ in texts]
        found = self.embed(documents.encoder, texts) if vectors is None else vectors
        return documents.search(texts, found, k)

    def generate(self, model: str, messages: Messages) -> Iterator[str]:
        """See Engine."""
        if self._generator is None:
            raise ModelNotFound("No generator is configured.", remedy="Set MODELKIT_GENERATOR_URL.")
        return self._generator.stream(model, messages, timeout=self._timeout)

    def models(self) -> list[ModelInfo]:
        """See Engine."""
        return [self._info(name) for name in self.registry.names()]

    def load(self, model: str) -> ModelInfo:
        """See Engine."""
        self._models.refresh(model)
        return self._info(model)

    def load_index(self, index: str) -> int:
        """Open the version in force now, and wait for it. Returns its number of documents."""
        return len(self._indexes.refresh(index).thing)

    def promote(self, model: str, version: int, *, force: bool = False) -> ModelInfo:
        """See Engine. A version that does not load is never put in force."""
        self._models.refresh(f"{model}@{version}")
        self.registry.promote(model, version, force=force)
        return self.load(model)

    def rollback(self, model: str) -> ModelInfo:
        """See Engine."""
        self.registry.rollback(model)
        return self.load(model)

    @property
    def waiting(self) -> float:
        """Work that waits, in characters."""
        return self._queue.waiting if self._queue else 0.0

    def close(self) -> None:
        """See Engine."""
        if self._queue:
            self._queue.close()
        self._models.clear()
        self._indexes.clear()

    def _index_path(self, name: str) -> Path:
        return self.store.current(name).path

    def _model(self, name: str, task: str) -> "Loaded[Model]":
        held = self._models.get(name)
        if held.thing.task != task:
            raise ModelNotFound(f"Model {name!r} does {held.thing.task!r}, not {task!r}.")
        return held

    def _info(self, name: str) -> ModelInfo:
        if is_backbone(name) or Path(name).is_dir():
            return ModelInfo(name, None, self._models.get(name).thing.task, loaded=True)
        base, _, pinned = name.partition("@")
        version = int(pinned) if pinned else self.registry.current(base)
        card = self.registry.card(base, version)
        return ModelInfo(name, version, card.task, self._models.holds(name), card.labels, card.metrics)

    def _run(
        self,
        key: tuple[Any, ...],
        run: Callable[[list[Item]], Iterable[Any]],
        items: Sequence[Item],
        *,
        cost: Callable[[Item], int],
    ) -> list[Any]:
        """`run` over all items, in slices that share passes with other callers'."""
        costs = [cost(item) for item in items]
        results: list[Any] = [None] * len(items)
        queue = self._started()
        for number, slice_ in enumerate(slices(costs, self._slice_cost)):
            batch = [items[position] for position in slice_]
            spent = sum(costs[position] for position in slice_)
            answers = queue.call(key, run, batch, cost=spent, timeout=self._timeout, admitted=number > 0)
            for position, answer in zip(slice_, answers, strict=True):
                results[position] = answer
        return results

    def _started(self) -> BatchQueue:
        with self._starting:
            if self._queue is None:
                from modelkit.hardware import plan

                self._slice_cost = plan(self._device).tokens_per_batch * CHARACTERS_PER_TOKEN
                self._queue = BatchQueue(batch_cost=self._slice_cost, patience=self._patience, stats=self.stats)
            return self._queue
