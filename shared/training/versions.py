"""A model's versions: what was measured, which is live, and moving between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from modelkit.errors import GateRefused, ModelkitError
from modelkit.registry import Registry, Version
from shared.errors import ServiceError
from shared.training.figures import figures, reasons


@dataclass(frozen=True)
class ModelVersions:
    """One model with its versions, newest first. `refusals` of a version: why the gate would hold it back now."""

    name: str
    live: int | None
    versions: list[dict[str, Any]]

    @property
    def can_roll_back(self) -> bool:
        return self.live is not None and len(self.versions) > 1


class PromotionRefused(ServiceError):
    """The gate holds this version back."""

    code = "promotion_refused"

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


class NoSuchVersion(ServiceError):
    """There is no such version."""

    code = "no_such_version"


def list_versions(names: Iterable[str], *, registry: str = "") -> list[ModelVersions]:
    """Also of a model that was never trained: without versions. `registry` is a folder; MODELKIT_REGISTRY if empty."""
    shelf = _open(registry)
    known = set(shelf.names())
    return [_versions(shelf, name) if name in known else ModelVersions(name, None, []) for name in names]


def promote_version(*, name: str, number: int, force: bool = False, registry: str = "") -> None:
    """Raises `PromotionRefused` with the gate's reasons, unless forced. Whoever serves the model notices by itself."""
    try:
        _open(registry).promote(name, number, force=force)
    except GateRefused as refused:
        raise PromotionRefused(_reasons(_open(registry), name, number) or refused.reasons) from refused
    except ModelkitError as error:
        raise NoSuchVersion from error


def roll_back(*, name: str, registry: str = "") -> int:
    """The version that is live afterwards."""
    try:
        return _open(registry).rollback(name).number
    except ModelkitError as error:
        raise NoSuchVersion(_("There is no earlier version to go back to.")) from error


def _open(registry: str) -> Registry:
    return Registry(registry or settings.MODELKIT_REGISTRY)


def _reasons(registry: Registry, name: str, number: int) -> list[str]:
    live = registry.current(name)
    return reasons(registry.card(name, number), registry.card(name, live)) if live else []


def _versions(registry: Registry, name: str) -> ModelVersions:
    found = registry.list(name)
    live = next((version for version in found if version.live), None)
    return ModelVersions(name, live.number if live else None, [_row(one, live) for one in reversed(found)])


def _row(version: Version, live: Version | None) -> dict[str, Any]:
    card = version.card
    return {
        "number": version.number,
        "live": version.live,
        "created_at": card.created_at,
        "backbone": card.backbone,
        "rows": card.data.get("rows"),
        "metrics": card.metrics,
        "figures": figures(card),
        "refusals": [] if version.live or live is None else reasons(card, live.card),
    }
