"""The answer ladder, one module a rung. `answer()` climbs it and says what it saw on each."""

from services.support.actions.answer.ladder import answer
from services.support.actions.answer.outcome import Answer, Citation, Turn

__all__ = ["Answer", "Citation", "Turn", "answer"]
