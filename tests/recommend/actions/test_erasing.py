"""Nothing of an erased user stays: not in tables, not in files."""

from pathlib import Path

import pytest
from django.apps import apps
from pyarrow import parquet
from pytest_django import Settings

from services.recommend.actions import batch, serving
from services.recommend.actions.catalogue import save_users
from services.recommend.actions.erasing import erase_user
from services.recommend.actions.ranking import forget_shelf
from shared.audit.models import AuditEntry
from tests.recommend import shop

pytestmark = pytest.mark.django_db
CANARIES = ["canary-äß-1", "canary-2", "canary-3"]


def _residue(folder: Path) -> list[str]:
    """Every row of every table, and every byte of every file, that still names a canary."""
    found = [
        f"{model._meta.label}: {row}"
        for model in apps.get_models()
        for row in model._default_manager.values_list()
        if any(canary in repr(row) for canary in CANARIES)
    ]
    files = [path for path in folder.rglob("*") if path.is_file() and "sqlite" not in path.name]
    return found + [str(path) for path in files if any(canary in _text(path) for canary in CANARIES)]


def _text(path: Path) -> str:
    """Parquet is compressed: its rows are read, and its footer's smallest and largest values."""
    if path.suffix != ".parquet":
        return path.read_text(errors="replace")
    metadata = parquet.ParquetFile(path).metadata.to_dict()
    return f"{parquet.read_table(path).to_pylist()} {metadata}"


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
    assert len(_residue(tmp_path)) > 10
    gone = [erase_user(user=canary, actor="test") for canary in CANARIES]
    assert all(count >= 6 for count in gone)
    assert _residue(tmp_path) == []
    assert AuditEntry.objects.filter(action="user_erased").count() == 3
    assert serving.recommend(user="ben").way == "personal"
