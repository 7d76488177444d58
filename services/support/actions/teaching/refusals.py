"""What corrections refuse."""

from typing import ClassVar

from shared.errors import ServiceError


class CorrectionRefused(ServiceError):
    """The correction cannot be taken as it is."""

    code: ClassVar[str] = "correction_refused"


class AlreadyDecided(ServiceError):
    """Somebody has decided on this already. Reload the page."""

    code: ClassVar[str] = "already_decided"


class BatchRefused(ServiceError):
    """Too many of these corrections contradict each other or what is known. Nothing of them was taken."""

    code: ClassVar[str] = "batch_refused"
