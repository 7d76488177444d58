"""Picks with the items they name, as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.recommend import models
from services.recommend.actions.ranking import Pick
from services.recommend.queries import catalogue


@dataclass(frozen=True)
class Shown:
    item: models.Item
    score: float
    reason: dict[str, str]


def shown(picks: Sequence[Pick]) -> list[Shown]:
    found = catalogue.by_key(pick.item for pick in picks)
    return [Shown(found[pick.item], pick.score, pick.reason) for pick in picks if pick.item in found]


def titles(picks: Sequence[Pick]) -> dict[str, str]:
    """The items that reasons name."""
    found = catalogue.by_key({pick.reason["item"] for pick in picks if "item" in pick.reason})
    return {key: str(item) for key, item in found.items()}
