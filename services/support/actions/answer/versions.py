"""Which models and policy are in force, for traces. Asked now and then, not for every message."""

from threading import Lock
from time import monotonic
from typing import Any

from modelkit.errors import ModelkitError
from services.support.actions import remembered
from services.support.actions.engine import engine

_SECONDS = 5.0
_PREFIX = "support-"
_lock = Lock()
_kept: tuple[float, dict[str, Any]] = (0.0, {})


def versions_in_force() -> dict[str, Any]:
    """Model names with their versions, and when the thresholds were chosen; models absent when unreachable."""
    chosen_at = remembered.policy().chosen_at
    found = {**_models(), "policy": chosen_at.isoformat() if chosen_at else None}
    tried = remembered.tried_models()
    return {**found, **tried.versions, "candidate": tried.candidate} if tried else found


def forget_versions() -> None:
    """The next message asks again, as after a change of settings."""
    global _kept
    with _lock:
        _kept = (0.0, {})


def _models() -> dict[str, Any]:
    global _kept
    with _lock:
        until, known = _kept
        if monotonic() < until:
            return known
        # Claimed before asking, so that one message asks and the others go on with what is known.
        _kept = (monotonic() + _SECONDS, known)
    try:
        found = {info.name: info.version for info in engine().models() if info.name.startswith(_PREFIX)}
    except ModelkitError:
        return known
    with _lock:
        _kept = (monotonic() + _SECONDS, found)
    return found
