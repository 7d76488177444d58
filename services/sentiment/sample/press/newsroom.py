"""What every outlet has published so far: a steady trickle, and one scandal soon after the start."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from services.sentiment.sample.press.outlets import Outlet
from services.sentiment.sample.press.writing import Piece, scandal, trickle

SCANDAL_AFTER = timedelta(seconds=35)
SPACING = timedelta(seconds=45)
# News of the last hours before the start, so that no outlet begins with an empty page.
BEFORE = timedelta(minutes=90)
_FRONT_PAGE = 40
_COUNT = 4_000  # about two days at this pace


def utc_now() -> datetime:
    return datetime.now(UTC)


class Newsroom:
    """The script is written at the start; the clock decides how much of it is out."""

    def __init__(self, *, start: datetime, clock: Callable[[], datetime] = utc_now) -> None:
        self._clock = clock
        seed = f"{start:%Y%m%d%H%M%S}"
        before = trickle(seed=f"{seed}b", begin=start - BEFORE, spacing=timedelta(minutes=3), count=29)
        steady = trickle(seed=seed, begin=start, spacing=SPACING, count=_COUNT)
        pieces = [*before, *steady, *scandal(seed=seed, begin=start + SCANDAL_AFTER)]
        self._pieces = sorted(pieces, key=lambda piece: piece.at, reverse=True)
        self._by_key = {piece.key: piece for piece in self._pieces}

    def front_page(self, outlet: Outlet) -> list[Piece]:
        """Newest first."""
        now = self._clock()
        out = (piece for piece in self._pieces if piece.at <= now and piece.outlet == outlet)
        return [piece for piece, _place in zip(out, range(_FRONT_PAGE), strict=False)]

    def piece(self, key: str) -> Piece | None:
        """None before it is out."""
        found = self._by_key.get(key)
        return found if found is not None and found.at <= self._clock() else None
