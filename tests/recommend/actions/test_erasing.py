"""Nothing of an erased user stays: not in tables, not in files."""

from pathlib import Path

import pytest
from pytest_django import Settings

from services.recommend.actions import batch, serving
from services.recommend.actions.catalogue import save_users
from services.recommend.actions.erasing import erase_user
from services.recommend.actions.ranking import forget_shelf
from shared.audit.models import AuditEntry
from tests.recommend import shop
from tests.recommend.residue import residue

pytestmark = pytest.mark.django_db
CANARIES = ["canary-äß-1", "canary-2", "canary-3"]


def test_no_canary_is_left(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.LISTS_DIR = tmp_path, tmp_path / "lists"
    # Even where a company should allow what names a person.
    settings.COLD_START_ATTRIBUTES = ["name"]
    forget_shelf()
    shop.stock()
    for canary in CANARIES:
        shop.act(canary, ["i001", "i002"])
        shop.act(canary, ["i003"], kind="impression", position=1)
        save_users([{"user": canary, "attributes": {"name": canary}}])
        serving.recommend(user=canary)
    shop.act("ben", ["i001"])
    for _ in range(2):
        batch.recommend_all(report=lambda _stage, _done, _total: None, shard_users=2)
    assert len(residue(CANARIES, tmp_path)) > 10
    gone = [erase_user(user=canary, actor="test") for canary in CANARIES]
    assert all(count >= 6 for count in gone)
    assert residue(CANARIES, tmp_path) == []
    assert AuditEntry.objects.filter(action="user_erased").count() == 3
    assert serving.recommend(user="ben").way == "personal"
