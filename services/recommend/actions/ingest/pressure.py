"""Back-pressure: only so many bodies are worked on at a time; who comes beyond is asked to come again."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from services.recommend.errors import TooBusy

# More writers than this only wait for each other in the database.
AT_ONCE = 4
_PATIENCE_SECONDS = 0.5
_places = BoundedSemaphore(AT_ONCE)


@contextmanager
def admitted() -> Iterator[None]:
    """A short wait smooths a burst; a longer one would only hide that senders are too fast."""
    if not _places.acquire(timeout=_PATIENCE_SECONDS):
        raise TooBusy
    try:
        yield
    finally:
        _places.release()
