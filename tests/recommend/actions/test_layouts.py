"""Folders as Gorse, RecBole, MIND and RecTools write them."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as arrow
import pytest
from django.core.management import call_command
from pyarrow import parquet

from services.recommend import models
from services.recommend.actions import importing
from shared.errors import InputRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "log"
    found.mkdir()
    return found


def write(path: Path, *lines: str) -> None:
    """A byte that is no UTF-8 is written as the half character that Python reads it as."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="surrogateescape")


def load(folder: Path, layout: str) -> dict[str, tuple[int, int]]:
    return {one.kind: (one.rows, one.new) for one in importing.import_folder(source=folder, layout=layout)}


def kinds() -> list[str]:
    return list(models.Event.objects.order_by("at", "kind").values_list("kind", flat=True))


GORSE_JSONL = {
    "items.jsonl": [
        '{"ItemId":"a1","IsHidden":false,"Categories":["news","sport"],"Timestamp":"2024-02-01T08:00:00.000000001Z",'
        '"Labels":{"topics":["football","cup"],"more":{"a":"football"},"vector":[0.1,0.2]},"Comment":"A cup final"}',
        '{"ItemId":"a2","IsHidden":true,"Categories":null,"Timestamp":"0001-01-01T00:00:00Z","Labels":null,"Comment":""}',
    ],
    "users.jsonl": [
        '{"UserId":"ana","Labels":{"gender":"F","age":31,"likes":["jazz"],"home":{"city":"Bern"},"vector":[0.1]},'
        '"Subscribe":null,"Comment":""}',
        '{"UserId":"ben","Labels":null,"Subscribe":null,"Comment":""}',
    ],
    "feedback.jsonl": [
        '{"FeedbackType":"read","UserId":"ana","ItemId":"a1","Value":0,"Timestamp":"2024-02-02T08:00:00Z","Comment":""}',
        '{"FeedbackType":"star","UserId":"ana","ItemId":"a1","Value":0,"Timestamp":"2024-02-02T09:01:00.5+01:00",'
        '"Comment":""}',
    ],
}
GORSE_CSV = {
    "items.csv": [
        "item_id,is_hidden,categories,time_stamp,labels,description",
        'a1,false,news|sport,2024-02-01 08:00:00.000000001 +0000 UTC,"{""topics"":[""football"",""cup""]}",A cup final',
        "a2,true,,0001-01-01 00:00:00 +0000 UTC,null,",
    ],
    "users.csv": [
        "user_id,labels",
        'ana,"{""gender"":""F"",""age"":31,""likes"":[""jazz""],""home"":{""city"":""Bern""}}"',
        "ben,null",
    ],
    "feedback.csv": [
        "feedback_type,user_id,item_id,time_stamp",
        "read,ana,a1,2024-02-02 08:00:00 +0000 UTC",
        "star,ana,a1,2024-02-02 09:01:00.5 +0100 CET",
    ],
}


@pytest.mark.parametrize("files", [GORSE_JSONL, GORSE_CSV], ids=["jsonl", "csv"])
def test_gorse_as_it_is_exported(folder: Path, files: dict[str, list[str]]) -> None:
    for name, lines in files.items():
        write(folder / name, *lines)
    assert load(folder, "gorse") == {"items": (2, 2), "users": (2, 2), "events": (2, 2)}
    first, second = models.Item.objects.order_by("key")
    assert (first.title, first.category, first.tags) == ("A cup final", "news", ["football", "cup"])
    assert first.published_at == datetime(2024, 2, 1, 8, tzinfo=UTC)
    assert (second.available, second.tags, second.published_at) == (False, [], None)
    told = {"gender": "F", "age": 31, "likes.jazz": True, "home.city": "Bern"}
    assert dict(models.Profile.objects.values_list("user", "attributes")) == {"ana": told, "ben": {}}
    assert kinds() == ["browse", "like"]
    assert models.Event.objects.get(kind="like").at == datetime(2024, 2, 2, 8, 1, 0, 500_000, tzinfo=UTC)
    assert load(folder, "gorse")["events"] == (2, 0)


def test_labels_of_gorse_may_be_names_alone(folder: Path) -> None:
    write(
        folder / "items.csv",
        "item_id,is_hidden,categories,timestamp,labels,comment",
        "a1,false,news|sport,2024-02-01 08:00:00+00:00,football|cup,A cup final",
        'a2,true,"[""news""]",2024-02-01T08:00:00Z,,Hidden',
    )
    write(folder / "users.csv", "user_id,labels", "ana,jazz|blues")
    write(folder / "feedback.csv", "feedback_type,user_id,item_id,timestamp")
    load(folder, "gorse")
    first, second = models.Item.objects.order_by("key")
    assert (first.title, first.category, first.tags) == ("A cup final", "news", ["football", "cup"])
    assert (second.title, second.category, second.available) == ("Hidden", "news", False)
    assert models.Profile.objects.get().attributes == {"jazz": True, "blues": True}


def test_a_long_label_of_gorse_is_a_text_and_no_tag(folder: Path) -> None:
    text = "What was built here, by whom, and what it is for. " * 3
    write(folder / "items.jsonl", json.dumps({"ItemId": "a1", "Labels": {"about": text, "topics": ["go"] * 60}}))
    write(folder / "feedback.jsonl")
    load(folder, "gorse")
    item = models.Item.objects.get()
    assert (item.description, item.tags) == (text.strip(), ["go"])


def test_recbole_again_changes_nothing(folder: Path) -> None:
    write(
        folder / "ml.item", "item_id:token\tmovie_title:token_seq\tclass:token_seq", '1\tToy "Story"\tAnimation Comedy'
    )
    write(
        folder / "ml.inter",
        "user_id:token\titem_id:token\trating:float\ttimestamp:float",
        "196\t1\t3\t881250949",
        "186\t1\t5\t891717742",
        "22\t1\t1\t878887116",
    )
    assert load(folder, "recbole") == {"items": (1, 1), "events": (3, 3)}
    assert models.Item.objects.get().title == 'Toy "Story"'
    assert sorted(kinds()) == ["click", "dismiss", "like"]
    assert load(folder, "recbole")["events"] == (3, 0)


def test_what_recbole_tells_of_users_are_attributes(folder: Path) -> None:
    write(
        folder / "ml.user",
        "user_id:token\tage:token\tincome:float\tzip_code:token\tvector:float_seq",
        "1\t24\t3.5\t05201\t0.1 0.2",
        "2\t\t\t94043\t",
    )
    write(folder / "ml.inter", "user_id:token\titem_id:token\ttimestamp:float", "1\t2\t881250949")
    assert load(folder, "recbole") == {"users": (2, 2), "events": (1, 1)}
    told = {"1": {"age": "24", "income": 3.5, "zip_code": "05201"}, "2": {"zip_code": "94043"}}
    assert dict(models.Profile.objects.values_list("user", "attributes")) == told


def test_mind(folder: Path) -> None:
    write(
        folder / "news.tsv",
        "N1\tsports\tsoccer\tA goal\tIn the last minute.\thttps://x\t[]\t[]",
        "N2\tnews\t\tA vote\t\t\t[]\t[]",
    )
    write(folder / "behaviors.tsv", "7\tU1\t11/15/2019 9:05:58 AM\t\tN1-0 N2-1")
    assert load(folder, "mind") == {"items": (2, 2), "events": (3, 3)}
    assert list(models.Impression.objects.order_by("position").values_list("item", "position")) == [
        ("N1", 1),
        ("N2", 2),
    ]
    click = models.Event.objects.get()
    assert (click.item, click.request, click.at.isoformat()) == ("N2", "mind-7", "2019-11-15T09:05:59+00:00")


def test_what_a_user_of_mind_clicked_before_comes_before_and_once(folder: Path) -> None:
    write(folder / "news.tsv", "N1\tsports\tsoccer\tA goal\t\t\t[]\t[]")
    rows = [
        "1\tU1\t11/15/2019 9:05:58 AM\tN9 N8 N9\tN1-0",
        "2\tU1\t11/01/2019 12:00:00 AM\tN9 N8 N9\tN1-0",
        "3\tU1\t12/02/2019 9:05:58 AM\tN9 N8 N9 N7\tN1-0",
        "4\tU2\t11/15/2019 9:05:58 AM\tN9\tN1-0",
    ]
    write(folder / "behaviors.tsv", *rows)
    assert load(folder, "mind")["events"] == (9, 9)
    told = models.Event.objects.order_by("user", "at").values_list("user", "item", "kind", "at")
    assert [(user, item, kind, f"{at:%m-%d %H:%M}") for user, item, kind, at in told] == [
        ("U1", "N9", "click", "10-01 00:01"),
        ("U1", "N8", "click", "10-01 00:02"),
        ("U1", "N9", "click", "10-01 00:03"),
        ("U1", "N7", "click", "11-01 00:04"),
        ("U2", "N9", "click", "10-01 00:01"),
    ]
    assert load(folder, "mind")["events"] == (9, 0)
    write(folder / "behaviors.tsv", "1\tU1\t11/22/2019 9:05:58 AM\tN9 N8 N9 N6\tN1-0")
    assert load(folder, "mind")["events"] == (5, 2)


def test_the_same_item_twice_in_a_row_or_a_second_of_mind_is_shown_twice(folder: Path) -> None:
    write(folder / "news.tsv", "N1\tsports\tsoccer\tA goal\t\t\t[]\t[]")
    write(
        folder / "behaviors.tsv",
        "1\tU1\t11/15/2019 9:05:58 AM\t\tN1-1 N2-0 N1-1",
        "2\tU1\t11/15/2019 9:05:58 AM\t\tN1-1",
    )
    assert load(folder, "mind")["events"] == (7, 7)
    assert list(
        models.Impression.objects.filter(item="N1").order_by("request", "position").values_list("position")
    ) == [
        (1,),
        (3,),
        (1,),
    ]
    assert load(folder, "mind")["events"] == (7, 0)


@pytest.mark.parametrize("day", ["15/11/2019", "01/02/0001", "12/31/9999"])
def test_a_time_of_mind_that_cannot_be_is_named(folder: Path, day: str) -> None:
    write(folder / "news.tsv", "N1\tsports\tsoccer\tA goal\t\t\t[]\t[]")
    write(folder / "behaviors.tsv", f"1\tU1\t{day} 11:59:59 PM\tN9\tN1-1")
    with pytest.raises(InputRefused, match=r"row 1, behaviors.tsv: time"):
        load(folder, "mind")


def test_rectools(folder: Path) -> None:
    rows = [
        {"user_id": 1, "item_id": 10, "weight": 1.0, "datetime": datetime(2021, 9, 1, 12)},  # noqa: DTZ001 - as it writes them
        {"user_id": 1, "item_id": 11, "weight": -1.0, "datetime": datetime(2021, 9, 2)},  # noqa: DTZ001
    ]
    parquet.write_table(arrow.Table.from_pylist(rows), folder / "interactions.parquet")
    assert load(folder, "rectools") == {"events": (2, 2)}
    assert kinds() == ["click", "dismiss"]


def test_a_weight_of_rectools_says_the_same_in_csv_and_parquet(folder: Path) -> None:
    weights = [2.0, 0.0, -1.0, None, float("nan")]
    rows = [
        {"user_id": 1, "item_id": item, "weight": weight, "datetime": datetime(2021, 9, 1, tzinfo=UTC)}
        for item, weight in enumerate(weights)
    ]
    parquet.write_table(arrow.Table.from_pylist(rows), folder / "interactions.parquet")
    assert load(folder, "rectools") == {"events": (5, 5)}
    told = models.Event.objects.order_by("item").values_list("kind", flat=True)
    assert list(told) == ["click", "dismiss", "dismiss", "click", "click"]
    (folder / "interactions.parquet").unlink()
    cells = ["2.0", "0", "-1", "", "nan"]
    lines = [f"1,{item},{weight},2021-09-01" for item, weight in enumerate(cells)]
    write(folder / "interactions.csv", "user_id,item_id,weight,datetime", *lines)
    assert load(folder, "rectools") == {"events": (5, 0)}


@pytest.mark.parametrize(
    ("layout", "name", "lines", "place"),
    [
        (
            "recbole",
            "ml.inter",
            ["user_id:token\titem_id:token\ttimestamp:float", "1\t2\tsoon"],
            "row 1, ml.inter: timestamp",
        ),
        ("recbole", "ml.inter", ["user_id:token\titem_id:token\ttimestamp:float", "1\t2"], "row 1, ml.inter"),
        (
            "recbole",
            "ml.inter",
            ["user_id:token\titem_id:token\trating:float\ttimestamp:float", "1\t2\tx\t1"],
            "row 1, ml.inter: rating",
        ),
        (
            "rectools",
            "interactions.csv",
            ["user_id,item_id,weight,datetime", "1,2,x,2021-09-01"],
            "row 1, interactions.csv: weight",
        ),
        ("mind", "news.tsv", ["N1\tsports"], "row 1, news.tsv"),
        ("mind", "news.tsv", ["N1\tsports\tcaf\udce9\tTitle\tAbs\tu\t[]\t[]"], "news.tsv: Byte 0xe9 is not UTF-8"),
        ("gorse", "items.csv", ["item_id,labels", "a," + "[" * 100_000], "row 1, items.csv: labels"),
        ("gorse", "items.csv", ["item_id", "a1"], "feedback.jsonl is not in it"),
        ("gorse", "items.jsonl", ['{"ItemId": "a1"}', "", '["a2"]'], "row 2, items.jsonl: The line is no JSON object"),
        ("gorse", "items.jsonl", ['{"ItemId": "a1", "Comment": "caf\udce9"}'], "row 1, items.jsonl: Byte 0xe9"),
        (
            "rectools",
            "interactions.csv",
            ["user_id,item_id,datetime", "1,2,9999-12-31T23:59:59-14:00"],
            "row 1, interactions.csv: at",
        ),
        ("rectools", "other.csv", ["x"], "interactions"),
        ("netflix", "x", ["x"], "netflix"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_kept(
    folder: Path, layout: str, name: str, lines: list[str], place: str
) -> None:
    write(folder / name, *lines)
    with pytest.raises(InputRefused, match=place):
        load(folder, layout)
    assert not models.Item.objects.exists()
    assert not models.Import.objects.exists()


def test_a_cell_without_end_is_named(folder: Path) -> None:
    write(folder / "items.csv", "item_id,comment", "a," + "x" * 200)
    write(folder / "feedback.csv", "feedback_type,user_id,item_id,timestamp")
    usual = csv.field_size_limit(100)
    try:
        with pytest.raises(InputRefused, match=r"items.csv: It cannot be read \(field larger"):
            load(folder, "gorse")
    finally:
        csv.field_size_limit(usual)


def test_an_empty_cell_of_a_frame_names_nobody(folder: Path) -> None:
    rows = {"user_id": ["ana", None], "item_id": ["a", "b"], "datetime": ["2026-03-01", "2026-03-01"]}
    parquet.write_table(arrow.table(rows), folder / "interactions.parquet")
    with pytest.raises(InputRefused, match=r"row 2, interactions.parquet: user"):
        load(folder, "rectools")


def test_the_row_that_is_named_is_that_of_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not that of an event, of which a row holds many, nor that within a part."""
    monkeypatch.setitem(importing.KINDS, "events", (importing.KINDS["events"][0], 3))
    write(folder / "news.tsv", "N1\tsports\tsoccer\tGoal\tA goal\tu\t[]\t[]")
    rows = [f"{number}\tU1\t11/{number}/2019 9:05:58 AM\tN1 N1\tN1-0 N1-1" for number in range(1, 7)]
    write(folder / "behaviors.tsv", *rows[:-1], rows[-1].replace("N1-1", f"{'N' * 200}-1"))
    with pytest.raises(InputRefused) as caught:
        load(folder, "mind")
    assert {(one.row, one.field) for one in caught.value.problems} == {(6, "behaviors.tsv: item")}


def test_the_command_takes_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "ml.inter", "user_id:token\titem_id:token\ttimestamp:float", "1\t2\t881250949")
    call_command("import", str(folder), layout="recbole")
    assert "1 events, 1 kept" in capsys.readouterr().out
