"""Why nothing could be judged."""

from typing import ClassVar

from shared.errors import ServiceError


class GateUnavailable(ServiceError):
    """The model server does not answer, so the change cannot be judged. Try again when it does."""

    code: ClassVar[str] = "gate_unavailable"
