"""This process's one door to the models: a server's where MODELKIT_URL names one, else its own."""

from collections.abc import Callable
from threading import Lock
from time import sleep
from typing import TypeVar

from django.conf import settings

import modelkit
from modelkit.errors import EngineUnavailable

T = TypeVar("T")

# Batch work sends large requests, and nobody waits for one of them.
BATCH_SECONDS = 120.0
_PAUSES = (1.0, 3.0, 9.0)

_opening = Lock()
_open: dict[str, modelkit.Engine] = {}


def engine(*, seconds: float = BATCH_SECONDS) -> modelkit.Engine:
    """An engine whose calls to a server give up after so long."""
    return _connected(seconds) if settings.MODELKIT_URL else _in_process()


def patiently(call: Callable[[], T]) -> T:
    """Batch work asks again when a server that loads a model, restarts or is busy did not answer in its time."""
    for seconds in _PAUSES:
        try:
            return call()
        except EngineUnavailable:
            sleep(seconds)
    return call()


def live_models() -> dict[str, str]:
    """Each registered model with its version in force pinned, `name@version`."""
    return {info.name: f"{info.name}@{info.version}" for info in engine().models() if info.version is not None}


def forget_engines() -> None:
    """Close what is open; the next call connects anew, as after a change of settings."""
    with _opening:
        for one in _open.values():
            one.close()
        _open.clear()


def _connected(seconds: float) -> modelkit.Engine:
    url, key = settings.MODELKIT_URL, settings.MODELKIT_API_KEY or None
    return _kept(f"{url} {seconds}", lambda: modelkit.connect(url, api_key=key, timeout=seconds))


def _in_process() -> modelkit.Engine:
    # The first call loads the model, which may take longer than any call does later.
    folders = {"registry": settings.MODELKIT_REGISTRY, "indexes": settings.MODELKIT_INDEXES}
    return _kept(settings.MODELKIT_REGISTRY, lambda: modelkit.connect(**folders, timeout=BATCH_SECONDS))


def _kept(place: str, connect: Callable[[], modelkit.Engine]) -> modelkit.Engine:
    """One engine a place: threads that come at once must not each load the models."""
    with _opening:
        if place not in _open:
            _open[place] = connect()
        return _open[place]
