"""What corrections refuse."""

from typing import ClassVar

from shared.errors import ServiceError


class CorrectionRefused(ServiceError):
    """The correction cannot be taken as it is."""

    code: ClassVar[str] = "correction_refused"


class Contradiction(CorrectionRefused):
    """The same question has two answers."""

    code: ClassVar[str] = "contradiction"

    def __init__(self, first: int, second: int) -> None:
        self.pair = [first, second]
        super().__init__(
            f"Correction {first} answers its question otherwise than correction {second}. Take that one back first, "
            f"or reject one of the two."
        )


class AlreadyDecided(ServiceError):
    """Somebody has decided on this already. Reload the page."""

    code: ClassVar[str] = "already_decided"


class BatchRefused(ServiceError):
    """Too many of these corrections contradict each other or what is known. Nothing of them was taken."""

    code: ClassVar[str] = "batch_refused"
