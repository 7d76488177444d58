"""What goes up the ladder and what comes down: plain values, no rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from services.support.models.choices import Reason, Rung


@dataclass(frozen=True, slots=True)
class Turn:
    """Something said before: by whom, and the intent whose template was the answer, if one was."""

    author: str
    text: str
    intent: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that may answer, with the scores it was given on the way. `score` is the one in force."""

    chunk: int
    document: str
    title: str
    heading: str
    url: str
    version: int
    language: str
    text: str
    score: float
    fused: float
    dense: float
    lexical: float
    reranked: float | None = None

    @property
    def scores(self) -> dict[str, float | int | None]:
        """What a trace shows; the text itself is a click away."""
        numbers = {"score": self.score, "fused": self.fused, "dense": self.dense, "lexical": self.lexical}
        rounded = {name: round(value, 4) for name, value in numbers.items()}
        return {
            "chunk": self.chunk,
            **rounded,
            "reranked": None if self.reranked is None else round(self.reranked, 4),
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence comes from: the chunk, in the version that was read."""

    n: int
    chunk: int
    document: str
    version: int
    title: str
    heading: str
    url: str
    quote: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """The ladder's last word on one message, and why."""

    text: str
    rung: Rung
    reason: Reason
    language: str
    question: str
    citations: Sequence[Citation] = ()
    confidence: float | None = None
    intent: str = ""
    trace_steps: Sequence[Mapping[str, Any]] = ()
    versions: Mapping[str, Any] = field(default_factory=dict)
    milliseconds: float = 0.0

    @property
    def calls_a_person(self) -> bool:
        return self.rung == Rung.HANDOVER

    @property
    def is_answer(self) -> bool:
        """Whether the customer was told something that could be wrong."""
        return self.rung in {Rung.TEMPLATE, Rung.COMPOSED}

    @property
    def found_unhappy(self) -> bool:
        """Whether the message complained about the answer before."""
        return any(step.get("wish") == "unhappy" for step in self.trace_steps)
