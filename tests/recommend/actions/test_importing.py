"""Files come in whole or not at all."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pytest
from django.core.management import CommandError, call_command
from pyarrow import parquet

from services.recommend import models
from services.recommend.actions import importing
from services.recommend.actions.ingest import reading
from shared.errors import InputRefused
from tests.recommend.stream import event, send, stream

pytestmark = pytest.mark.django_db


def load(path: Path, kind: str = "events") -> models.Import:
    return importing.import_file(source=path, filename=path.name, kind=kind)


def refused(path: Path, kind: str = "events") -> list[tuple[int | None, str]]:
    with pytest.raises(InputRefused) as caught:
        load(path, kind)
    assert not models.Event.objects.exists()
    assert not models.Item.objects.exists()
    assert not models.Import.objects.exists()
    return [(problem.row, problem.field) for problem in caught.value.problems]


def as_parquet(path: Path, rows: list[dict[str, Any]]) -> Path:
    # The columns are those of the first row: every row must have all of them.
    names = {name: None for row in rows for name in row}
    parquet.write_table(arrow.Table.from_pylist([names | row for row in rows]), path)
    return path


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "events.csv"
    rows = [",".join(map(str, event(number).values())) for number in range(5)]
    path.write_text("\n".join([",".join(event(0)), *rows]))
    return path


def test_a_csv_is_kept_once(csv: Path) -> None:
    assert (load(csv).new, load(csv).new) == (5, 0)
    assert models.Event.objects.count() == 5


def test_parquet_keeps_times_with_their_zone(tmp_path: Path) -> None:
    rows = [one | {"at": datetime.fromisoformat(one["at"])} for one in stream(30)]
    assert load(as_parquet(tmp_path / "events.parquet", rows)).new == 30
    assert send(stream(30)).duplicates == 30


def test_items_come_from_csv_with_tags(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_text("key,title,tags,available,price\na1,Bread,baking|rye,true,3.5\na2,Tea,,false,\n", encoding="utf-8")
    load(path, "items")
    first, second = models.Item.objects.order_by("key")
    assert (first.tags, first.available, second.tags, second.available) == (["baking", "rye"], True, [], False)
    assert second.price is None


def test_a_wrong_cell_far_down_keeps_everything_out(csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    monkeypatch.setitem(importing.KINDS, "events", (importing.KINDS["events"][0], 2))
    lines = csv.read_text().splitlines()
    csv.write_text("\n".join([*lines[:4], lines[4].replace("click", "stare"), lines[5].replace("2026", "1970")]))
    assert refused(csv) == [(4, "kind"), (5, "at")]


def test_a_parquet_file_with_wrong_types_is_refused_by_row_and_field(tmp_path: Path) -> None:
    rows = [event(1) | {"user": 17, "at": datetime(2026, 3, 1)}]  # noqa: DTZ001 - the mistake that is tested
    assert set(refused(as_parquet(tmp_path / "events.parquet", rows))) == {(1, "user"), (1, "at")}


def test_half_written_files_are_refused(tmp_path: Path, csv: Path) -> None:
    whole = as_parquet(tmp_path / "events.parquet", stream(50)).read_bytes()
    half = tmp_path / "half.parquet"
    half.write_bytes(whole[: len(whole) // 2])
    assert refused(half) == [(None, "file")]
    lines = tmp_path / "half.jsonl"
    lines.write_text("\n".join(json.dumps(one) for one in stream(3))[:-10])
    assert refused(lines) == [(3, "file")]
    csv.write_text(csv.read_text()[:-40])
    assert refused(csv)[0][0] == 5


def test_an_event_kept_with_another_body_refuses_the_file(csv: Path) -> None:
    send(event(3, item="other"))
    with pytest.raises(InputRefused, match="row 4, id"):
        load(csv)
    assert models.Event.objects.count() == 1


def test_the_command_says_what_is_wrong(csv: Path) -> None:
    csv.write_text(csv.read_text().replace("click", "stare"))
    with pytest.raises(CommandError, match="row 1, kind"):
        call_command("import", str(csv), kind="events")
