"""What can go wrong in recommend, each with a stable code and, for files and bodies, the place and the remedy."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file or body: where it stands, what it is, and how to mend it."""

    field: str
    message: str
    remedy: str
    row: int | None = None

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    def __str__(self) -> str:
        place = f"row {self.row}, {self.field}" if self.row is not None else self.field
        return f"{place}: {self.message} {self.remedy}"


class RecommendError(Exception):
    """Recommend could not do this."""

    code: ClassVar[str] = "recommend_error"

    def __str__(self) -> str:
        return super().__str__() or (self.__doc__ or "").strip()


class InputRefused(RecommendError):
    """The input cannot be taken as it is. Nothing of it was kept."""

    code = "input_refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class EventConflict(RecommendError):
    """An event of this id is kept already, with another body. The first one stays."""

    code = "event_conflict"


class TooBusy(RecommendError):
    """More events arrive than can be kept. Send them again a little later."""

    code = "too_busy"


class JobRuns(RecommendError):
    """This job is already running. Wait for it, or cancel it."""

    code = "job_runs"


def refuse(field: str, message: str, remedy: str, *, row: int | None = None) -> InputRefused:
    """A refusal with a single problem."""
    return InputRefused([Problem(field=field, message=message, remedy=remedy, row=row)])
