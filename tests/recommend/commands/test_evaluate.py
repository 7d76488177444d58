"""`manage.py evaluate --data`: a folder of public data, measured without touching the database."""

import json
import re
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from numpy.typing import NDArray

from services.recommend.actions.evaluating import public
from tests.modelkit.recommendation.readers import DAY, town


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = town()
    rows = [
        f"u{user}\t{data.catalogue.keys[item]}\t{at + DAY}"
        for user, item, at in zip(data.users, data.items, data.times, strict=True)
    ]
    (tmp_path / "town.inter").write_text("\n".join(["user_id:token\titem_id:token\ttimestamp:float", *rows]) + "\n")
    items = [f"{key}\t{text}" for key, text in zip(data.catalogue.keys, data.catalogue.texts, strict=True)]
    (tmp_path / "town.item").write_text("\n".join(["item_id:token\ttitle:token_seq", *items]) + "\n")
    return tmp_path


@pytest.fixture(autouse=True)
def _shelves_as_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Encoding texts is tested elsewhere: here the number of the shelf is the whole meaning."""

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.eye(4, dtype=np.float32)[[int(text.split()[1]) for text in texts]]

    monkeypatch.setattr(public, "_embed", embed)


def run(folder: Path, *arguments: str) -> str:
    out = StringIO()
    call_command("evaluate", "--data", str(folder), "--format", "recbole", *arguments, stdout=out)
    return out.getvalue()


def test_every_system_is_printed_with_its_intervals(folder: Path) -> None:
    told = json.loads(run(folder, "--protocol", "rolling-time", "--json"))
    assert told["data"] == {"users": 60, "items": 48, "interactions": 480}
    assert told["leaks"] == {}
    systems = told["slices"]["all"]["systems"]
    assert {"ours", "recent popularity", "ease"} <= systems.keys()
    for one in systems.values():
        figure = one["metrics"]["ndcg@10"]
        assert 0 <= figure["low"] <= figure["value"] <= figure["high"] <= 1


def test_people_get_a_table(folder: Path) -> None:
    said = run(folder, "--protocol", "rolling-time")
    assert "ours" in said
    for word in ("ndcg@10", "ild@10", "novelty@10", "arp@10", "arp of wanted", "coverage"):
        assert word in said
    assert said.endswith("leaks: none\n")


def test_leaks_are_told_to_people(folder: Path) -> None:
    assert re.search(r"leaks: future [\d,]+\n$", run(folder, "--protocol", "leave-one-out"))


@pytest.mark.parametrize("arguments", [("--seeds", "0"), ("--seeds", "21")])
def test_seeds_are_few(folder: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="--seeds"):
        run(folder, *arguments)


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"0 \.inter files"):
        run(tmp_path)
    (tmp_path / "a.inter").write_text("user_id:token\titem_id:token\ttimestamp:float\n")
    with pytest.raises(CommandError, match="no interactions"):
        run(tmp_path)


@pytest.mark.parametrize("protocol", ["rolling-time", "leave-one-out"])
def test_data_without_anything_to_ask_are_refused(tmp_path: Path, protocol: str) -> None:
    rows = [f"u{user}\ti{user}\t1000" for user in range(5)]
    (tmp_path / "still.inter").write_text("\n".join(["user_id:token\titem_id:token\ttimestamp:float", *rows]))
    with pytest.raises(CommandError, match="leaves nothing to ask under this protocol"):
        run(tmp_path, "--protocol", protocol, "--json")
