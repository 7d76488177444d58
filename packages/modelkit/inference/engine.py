"""The calls every engine answers, wherever its models run."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Literal, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from modelkit.results import HeadPrediction, Hit, ModelInfo

Messages: TypeAlias = Sequence[Mapping[str, str]]
Kind: TypeAlias = Literal["query", "passage"]
Vectors: TypeAlias = NDArray[np.float32]
# A text, or an entity and the text about it.
TextInput: TypeAlias = str | tuple[str, str]


class Engine(ABC):
    """Runs models by name: `name` (the version in force), `name@3`, or, to embed, a backbone's name.

    Raises ModelNotFound or IndexUnavailable for an unknown name, Overloaded (with `retry_after` seconds)
    when the queue is full, EngineUnavailable when no answer came in time. The last two may be retried.
    """

    @abstractmethod
    def embed(self, model: str, texts: Sequence[str], *, kind: Kind = "query") -> Vectors:
        """Unit-length vectors, float32 [n, dim]. `kind` picks the prefix that the encoder was trained with."""

    @abstractmethod
    def classify(self, model: str, texts: Sequence[TextInput]) -> list[dict[str, HeadPrediction]]:
        """Per text (or entity and text), one prediction per head; a single head is called "label"."""

    @abstractmethod
    def score(self, model: str, pairs: Sequence[tuple[str, str]]) -> Vectors:
        """Relevance of each (query, passage), float32 [n]; higher is better."""

    @abstractmethod
    def search(
        self, index: str, queries: Sequence[str] | Vectors, *, k: int = 10, vectors: Vectors | None = None
    ) -> list[list[Hit]]:
        """The best `k` documents per query, best first.

        Text is embedded by the index's own encoder, unless `vectors` [n, dim] already holds it. Vectors alone
        (`queries` an array) are searched without words.
        """

    @abstractmethod
    def generate(self, model: str, messages: Messages) -> Iterator[str]:
        """Pieces of a chat answer as they come, from the configured OpenAI-compatible endpoint."""

    @abstractmethod
    def models(self) -> list[ModelInfo]:
        """Every registered model."""

    @abstractmethod
    def load(self, model: str) -> ModelInfo:
        """Load the version in force now, and wait for it."""

    @abstractmethod
    def promote(self, model: str, version: int, *, force: bool = False) -> ModelInfo:
        """Put a version in force if it passes the gate (GateRefused otherwise), and load it."""

    @abstractmethod
    def rollback(self, model: str) -> ModelInfo:
        """Return to the version in force before, and load it."""

    @abstractmethod
    def close(self) -> None:
        """Give back threads, memory and connections."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
