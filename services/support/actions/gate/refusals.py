"""Why a change was not made."""

from typing import Any, ClassVar

from services.support.actions.gate.verdict import Verdict
from services.support.queries.corrections import questions_of_cases
from shared.errors import ServiceError


class ChangeHeld(ServiceError):
    """The change would make answers worse. It was not made."""

    code: ClassVar[str] = "change_held"

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        questions = questions_of_cases(one["case"] for one in verdict.worse)
        self.broken: list[dict[str, Any]] = [
            {**one, "question": questions.get(one["case"], "…")} for one in verdict.worse
        ]
        super().__init__(
            f"{len(verdict.worse)} of {verdict.cases} cases would be answered worse and {verdict.better} better "
            f"({verdict.broken} protected; chance alone would do as much harm with probability {verdict.p_value:.3f})."
        )


class GateUnavailable(ChangeHeld):
    """The model server does not answer, so the change cannot be judged. Try again when it does."""

    code: ClassVar[str] = "gate_unavailable"

    def __init__(self) -> None:
        super().__init__(Verdict(cases=0))

    def __str__(self) -> str:
        return str(self.__doc__)
