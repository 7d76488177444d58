"""The ranker's versions: what was measured, which is live, and moving between them."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from modelkit.errors import GateRefused, ModelkitError
from modelkit.registry import Registry, Version, refusals
from services.recommend.actions.ranking.rankers import NAME
from shared.errors import ServiceError


@dataclass(frozen=True)
class Versions:
    """Newest first. `refusals` of a version: why the gate would hold it back now."""

    live: int | None
    versions: list[dict[str, Any]]

    @property
    def can_roll_back(self) -> bool:
        return self.live is not None and len(self.versions) > 1


class PromotionRefused(ServiceError):
    """The gate holds this version back."""

    code = "promotion_refused"


class NoSuchVersion(ServiceError):
    """There is no such version."""

    code = "no_such_version"


def list_versions() -> Versions:
    registry = Registry(settings.RANKERS_DIR)
    found = registry.list(NAME) if NAME in registry.names() else []
    live = next((version for version in found if version.live), None)
    return Versions(live.number if live else None, [_row(one, live) for one in reversed(found)])


def promote_version(*, number: int, force: bool = False) -> None:
    """Raises `PromotionRefused` with the gate's reasons, unless forced. The next request ranks by it."""
    try:
        Registry(settings.RANKERS_DIR).promote(NAME, number, force=force)
    except GateRefused as refused:
        raise PromotionRefused(" ".join(refused.reasons)) from refused
    except ModelkitError as error:
        raise NoSuchVersion(str(error)) from error


def roll_back() -> int:
    """The version that is live afterwards."""
    try:
        return Registry(settings.RANKERS_DIR).rollback(NAME).number
    except ModelkitError as error:
        raise NoSuchVersion(str(error)) from error


def _row(version: Version, live: Version | None) -> dict[str, Any]:
    card = version.card
    return {
        "number": version.number,
        "live": version.live,
        "created_at": card.created_at,
        "rows": card.data.get("rows", {}).get("train"),
        "metrics": card.metrics,
        "refusals": [] if version.live or live is None else refusals(card, live.card),
    }
