"""The ranker's versions, which lie apart: a few numbers that this service reads itself."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils import timezone

from modelkit.registry import Registry
from services.recommend.actions.ranking.rankers import NAME, current_ranker, forget_ranker
from services.recommend.actions.shadowing.noting import forget_shadow
from services.recommend.actions.training import cross, gate, running, second
from shared.training import versions


def list_versions() -> versions.ModelVersions:
    """`refusals` of a version: what the gate found beside the version that is in force now, where it did.

    `second` is what its second stage was measured to be worth, and whether it is `used`; None where none was measured.
    `cross` says the same of its cross-encoder. `pages`: what it learnt from, as in `training.running.PAGES`.
    """
    found = versions.list_versions([NAME], registry=str(settings.RANKERS_DIR))[0]
    return replace(found, versions=[{**row, "refusals": _refusals(row), **_measured(row)} for row in found.versions])


def promote_version(*, number: int, force: bool = False) -> None:
    """The next request ranks by it. Raises `PromotionRefused` where it is known to be worse, unless forced."""
    known = [row["number"] for row in list_versions().versions if not row["live"]]
    if number in known and not force:
        verdict = gate.judge_again(number, until=timezone.now())
        if verdict.refused:
            raise versions.PromotionRefused(verdict.reasons)
    versions.promote_version(name=NAME, number=number, force=True, registry=str(settings.RANKERS_DIR))
    _forget()


def roll_back() -> int:
    """The version that is live afterwards."""
    number = versions.roll_back(name=NAME, registry=str(settings.RANKERS_DIR))
    _forget()
    return number


def _refusals(row: dict[str, Any]) -> list[str]:
    verdict = None if row["live"] else gate.kept_verdict(row["number"])
    return verdict.reasons if verdict and verdict.against == current_ranker().version else []


def _measured(row: dict[str, Any]) -> dict[str, Any]:
    card = Registry(settings.RANKERS_DIR).card(NAME, row["number"])
    found: dict[str, dict[str, Any]] = {key: card.data.get(key, {}) for key in (second.KEY, cross.KEY)}
    stages = {key: told if told.get("users") else None for key, told in found.items()}
    return {**stages, running.SOURCE: card.data.get(running.SOURCE, "")}


def _forget() -> None:
    forget_ranker()
    forget_shadow()
