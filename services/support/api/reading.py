"""How far a stream has read across conversations, and what may still turn up behind that.

Ids are given out before transactions end: of two agents' events, the higher may be seen first.
"""

from dataclasses import dataclass, field
from time import monotonic

# No transaction of a conversation takes nearly as long.
_LATE_SECONDS = 30.0
# Longer gaps are of what was erased.
_LONGEST_GAP = 100


@dataclass
class Reading:
    """`last` is the highest id had; `late` are ids below it that nobody has seen, and that may be nobody's."""

    last: int
    _missed: dict[int, float] = field(default_factory=dict)

    @property
    def late(self) -> list[int]:
        now = monotonic()
        self._missed = {one: since for one, since in self._missed.items() if now - since < _LATE_SECONDS}
        return list(self._missed)

    def have(self, number: int) -> None:
        self._missed.pop(number, None)
        now = monotonic()
        for one in range(max(self.last + 1, number - _LONGEST_GAP), number):
            self._missed[one] = now
        self.last = max(self.last, number)
