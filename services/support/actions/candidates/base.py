"""What a candidate is compared with: the models and thresholds in force when it was named."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from modelkit.registry import Registry
from services.support.actions.model_versions import NAMES
from services.support.queries import answers

# As traces name it: the moment at which the thresholds were chosen.
_POLICY = "policy"


def base_in_force() -> dict[str, Any]:
    """In the words of a trace's `versions`, so that each answer says whether it is to be compared."""
    registry = Registry(settings.MODELKIT_REGISTRY)
    known = set(registry.names())
    versions = {name: registry.current(name) for name in NAMES if name in known}
    chosen_at = answers.policy().chosen_at
    return {**versions, _POLICY: chosen_at.isoformat() if chosen_at else None}


def was_given_by(base: Mapping[str, Any], versions: Mapping[str, Any]) -> bool:
    """Whether an answer whose trace names `versions` came from what the candidate is compared with.

    Answers that asked no model name none: both sides would give them alike.
    """
    if _POLICY not in versions or "candidate" in versions:
        return False
    return all(base.get(name) == versions.get(name) for name in (*NAMES, _POLICY))
