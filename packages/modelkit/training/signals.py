"""Ctrl-C and SIGTERM ask a run to stop after the step it is in."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopRequest:
    """Set once somebody asked to stop."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, *_signal: int | FrameType | None) -> None:
        """Ask; a second signal takes its usual course, so that nobody is trapped."""
        self.asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def stop_on_signal() -> Iterator[StopRequest]:
    """Turn signals into a request while the block runs; only the main thread may take signals."""
    request = StopRequest()
    if threading.current_thread() is not threading.main_thread():
        yield request
        return
    before = {number: signal.signal(number, request.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
