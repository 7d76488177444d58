"""What an engine counts about itself, for whoever shows metrics. Never a word of any text."""

from collections import defaultdict
from threading import Lock


class EngineStats:
    """Counters by name; safe to use from any thread."""

    def __init__(self) -> None:
        self._counts: defaultdict[str, float] = defaultdict(float)
        self._lock = Lock()

    def count(self, name: str, amount: float = 1) -> None:
        with self._lock:
            self._counts[name] += amount

    def snapshot(self) -> dict[str, float]:
        """Every counter as it stands now."""
        with self._lock:
            return dict(self._counts)
