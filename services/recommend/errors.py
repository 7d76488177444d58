"""What only recommend can refuse; the rest is any service's."""

from collections.abc import Sequence

from shared.errors import Problem, ServiceError


class EventConflict(ServiceError):
    """An event of this id is kept already, with another body. The first one stays."""

    code = "event_conflict"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__()


class TooBusy(ServiceError):
    """More events arrive than can be kept. Send them again a little later."""

    code = "too_busy"


class Crowded(ServiceError):
    """More requests wait than can be answered soon. Ask again a little later."""

    code = "crowded"


class RunFailed(ServiceError):
    """The machines that work on the lists failed. What is done stays, and the next run goes on behind it."""

    code = "run_failed"


class JobRuns(ServiceError):
    """This job is already running. Wait for it, or cancel it."""

    code = "job_runs"
