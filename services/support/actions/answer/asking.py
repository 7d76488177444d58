"""One climb of the ladder: the question as it stands, and the record of what each rung saw."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from services.support.actions.answer.outcome import Answer, Citation, Turn
from services.support.models.choices import Reason, Rung


@dataclass
class Asking:
    """Rungs read it and note steps in it; only `ladder` decides the order."""

    text: str
    language: str
    context: Sequence[Turn] = ()
    variants: list[str] = field(default_factory=list)
    confidence: float | None = None
    steps: list[dict[str, Any]] = field(default_factory=list)
    versions: dict[str, Any] = field(default_factory=dict)
    began: float = field(default_factory=perf_counter)

    @contextmanager
    def step(self, name: str) -> Iterator[dict[str, Any]]:
        """Time a rung. What it puts into the yielded mapping is what agents see."""
        seen: dict[str, Any] = {"step": name}
        began = perf_counter()
        self.steps.append(seen)
        try:
            yield seen
        finally:
            seen["milliseconds"] = round((perf_counter() - began) * 1000, 2)

    def conclude(
        self,
        text: str,
        *,
        rung: Rung,
        reason: Reason,
        citations: Sequence[Citation] = (),
        confidence: float | None = None,
        intent: str = "",
    ) -> Answer:
        return Answer(
            text=text,
            rung=rung,
            reason=reason,
            language=self.language,
            question=self.text,
            citations=citations,
            confidence=self.confidence if confidence is None else confidence,
            intent=intent,
            trace_steps=self.steps,
            versions=self.versions,
            milliseconds=(perf_counter() - self.began) * 1000,
        )
