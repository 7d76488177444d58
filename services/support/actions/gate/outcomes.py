"""What came of a case, in few enough words to be kept."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from services.support import models
from services.support.actions.answer.outcome import Answer
from services.support.models.choices import Rung

Expect = models.EvaluationCase.Expect

RIGHT, LEFT, WRONG = 1, 0, -1


@dataclass(frozen=True, slots=True)
class Outcome:
    """`grade` is 1 for right, 0 for left to a person although we know the answer, -1 for a wrong answer.

    `intent` is the one that was recognised, whether or not its template spoke: what a changed template can touch.
    `lacks` are the parts that the case wants to read and the answer does not say.
    """

    case: int
    grade: int
    rung: str
    reason: str
    got: str
    intent: str = ""
    confidence: float | None = None
    lacks: Sequence[str] = ()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


Outcomes: TypeAlias = dict[int, Outcome]


def outcome_of(case: models.EvaluationCase, found: Answer) -> Outcome:
    seen = next((step for step in found.trace_steps if step.get("step") == "intent"), {})
    return Outcome(
        case=case.pk,
        grade=grade(case, found),
        rung=found.rung.value,
        reason=found.reason.value,
        got=found.intent or ", ".join(citation.document for citation in found.citations),
        intent=found.intent or str(seen.get("label", "")),
        confidence=found.confidence,
        lacks=lacking(case, found) if found.is_answer else (),
    )


def grade(case: models.EvaluationCase, found: Answer) -> int:
    if is_right(case, found):
        return RIGHT
    return WRONG if found.is_answer else LEFT


def lacking(case: models.EvaluationCase, found: Answer) -> list[str]:
    """The parts of what an answer must hold that this one does not say."""
    said = found.text.lower()
    return [str(part) for part in case.must_contain if str(part).lower() not in said]


def is_right(case: models.EvaluationCase, found: Answer) -> bool:
    if case.expect == Expect.HANDOVER:
        return not found.is_answer
    if lacking(case, found):
        return False
    if case.expect == Expect.TEMPLATE:
        return found.rung == Rung.TEMPLATE and found.intent == case.intent
    # An intent's template may say what the article says; the words that must be in it then decide.
    cites = any(citation.document == case.document_key for citation in found.citations)
    return cites or (found.rung == Rung.TEMPLATE and bool(case.must_contain))
