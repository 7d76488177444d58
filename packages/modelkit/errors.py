"""What can go wrong, one class each: a stable code for machines, a sentence and a remedy for people."""

from pathlib import Path
from typing import ClassVar


class ModelkitError(Exception):
    """Something in modelkit failed."""

    code: ClassVar[str] = "modelkit_error"

    def __init__(self, message: str = "", *, remedy: str = "") -> None:
        self.message = message or _first_line(type(self).__doc__)
        self.remedy = remedy
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()


class DataError(ModelkitError):
    """A record could not be used."""

    code = "bad_data"

    def __init__(
        self,
        message: str = "",
        *,
        path: str | Path | None = None,
        row: int | None = None,
        column: str | None = None,
        remedy: str = "",
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.path = None if path is None else str(path)
        self.row = row
        self.column = column

    def __str__(self) -> str:
        return f"{self._place()}{super().__str__()}"

    def _place(self) -> str:
        parts = [
            self.path or "",
            "" if self.row is None else f"row {self.row}",
            "" if self.column is None else f"column {self.column!r}",
        ]
        place = ", ".join(part for part in parts if part)
        return f"{place}: " if place else ""


class RecipeError(ModelkitError):
    """A recipe names something that does not exist or does not fit."""

    code = "bad_recipe"


class ModelNotFound(ModelkitError):
    """No model of that name is here."""

    code = "model_not_found"


class BackboneUnavailable(ModelkitError):
    """The backbone is neither on this machine nor reachable."""

    code = "backbone_unavailable"


class GateRefused(ModelkitError):
    """The new version is worse than the one it would replace."""

    code = "gate_refused"

    def __init__(self, reasons: list[str], *, remedy: str = "") -> None:
        self.reasons = list(reasons)
        super().__init__("; ".join(self.reasons), remedy=remedy)


class IndexUnavailable(ModelkitError):
    """The index is missing or cannot be read."""

    code = "index_unavailable"


class EngineUnavailable(ModelkitError):
    """The model server did not answer; the call may be tried again."""

    code = "engine_unavailable"


class Overloaded(EngineUnavailable):
    """The model server has more work than it accepts; try again a little later."""

    code = "overloaded"

    def __init__(self, message: str = "", *, retry_after: float = 1.0, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.retry_after = retry_after  # seconds


class TrainingInterrupted(ModelkitError):
    """Training was stopped; its last checkpoint is kept."""

    code = "training_interrupted"


def _first_line(doc: str | None) -> str:
    return (doc or "").strip().splitlines()[0] if doc else ""
