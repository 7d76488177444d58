"""Labels come in whole or not at all, in the layouts they are published in."""

import json
from pathlib import Path

import pytest

from services.sentiment import models
from services.sentiment.actions import labels
from shared.errors import InputRefused

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[4] / "services/sentiment/sample/labels.jsonl"
GOOD: dict[str, object] = {"text": "Umbrel gains", "sentiment": "positive", "topic": "markets"}


def load(rows: list[dict[str, object]] | str, *, filename: str = "labels.jsonl", layout: str = "triptych") -> int:
    text = rows if isinstance(rows, str) else "\n".join(json.dumps(row) for row in rows)
    return labels.import_labels(filename=filename, data=text.encode(), layout=layout).accepted


def stored() -> set[tuple[str, str, str]]:
    return set(models.Label.objects.values_list("text", "entity_name", "sentiment"))


def test_the_sample_comes_in_once() -> None:
    first = labels.import_labels(filename="labels.jsonl", data=SAMPLE.read_bytes())
    again = labels.import_labels(filename="labels.jsonl", data=SAMPLE.read_bytes())
    assert first.accepted > 2_000
    assert (again.accepted, again.unchanged) == (0, first.accepted)


def test_sentfins_rows_become_one_label_an_entity() -> None:
    text = "S No.,Title,Decisions,Words\n1,Gold up; oil down,\"{'Gold': 'positive', 'oil': 'negative'}\",4\n"
    assert load(text, filename="SEntFiN.csv", layout="sentfin") == 2
    assert stored() == {("Gold up; oil down", "Gold", "positive"), ("Gold up; oil down", "oil", "negative")}


def test_twitters_numbers_are_read() -> None:
    assert load("text,label\nbad,0\ngood,1\nso so,2\n", filename="train.csv", layout="twitter") == 3
    assert {row[2] for row in stored()} == {"negative", "positive", "neutral"}


def test_finfes_list_is_read() -> None:
    assert load('[["大跌", 0], ["平盘", 1], ["大涨", 2]]', filename="train_list.json", layout="finfe") == 3
    assert ("大涨", "", "positive") in stored()


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"text": "x", "sentiment": "bearish"}, "sentiment"),
        ({"text": "x", "sentiment": "positive", "topic": "weather"}, "topic"),
        ({"text": "", "sentiment": "positive"}, "text"),
        ({"text": "x"}, "sentiment"),
        ({"text": "x", "entity": "X"}, "sentiment"),
        ({"text": "x", "sentiment": "positive", "split": "holdout"}, "split"),
        ({**GOOD, "sentiment": "negative"}, "sentiment"),
        ({"text": ["x"], "sentiment": "positive"}, "text"),
    ],
)
def test_a_wrong_row_keeps_the_whole_file_out(row: dict[str, object], field: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        load([GOOD, row])
    assert [(problem.row, problem.field) for problem in refusal.value.problems] == [(2, field)]
    assert all(problem.remedy for problem in refusal.value.problems)
    assert not models.Label.objects.exists()
    assert not models.LabelBatch.objects.exists()


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("", "triptych"),
        ("{broken", "triptych"),
        ("[" * 100_000, "finfe"),
        ("{}", "finfe"),
        ('[["大跌", ' + "9" * 6_000 + "]]", "finfe"),
        ("Title,Decisions\nA,{'A': 'it's'}\n", "sentfin"),
        ("Title,Decisions\nA,__import__('os').system('true')\n", "sentfin"),
        ("text,label\nbad,7\n", "twitter"),
        ("text,sentiment\nbad,negative\n", "unknown"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, layout: str) -> None:
    with pytest.raises(InputRefused):
        load(text, filename="labels.csv" if layout != "finfe" else "labels.json", layout=layout)


def test_what_no_database_keeps_is_taken_out_of_finfe() -> None:
    load('[["大\\u0000跌\\ud800", 0]]', filename="train_list.json", layout="finfe")
    assert models.Label.objects.get().text == "大跌"


def test_unreadable_rows_may_be_left_out_and_are_named() -> None:
    text = "Title,Decisions\nA rises,\"{'A': 'positive'}\"\nB falls,{'B: 'negative'}\n"
    batch = labels.import_labels(filename="a.csv", data=text.encode(), layout="sentfin", skip_unreadable=True)
    assert batch.accepted == 1
    assert [(error["row"], error["field"]) for error in batch.errors] == [(2, "Decisions")]


def test_entities_of_one_headline_share_a_split() -> None:
    load([{"text": f"{n} and B", "entity": e, "sentiment": "neutral"} for n in range(60) for e in ("A", "B")])
    for text in set(models.Label.objects.values_list("text", flat=True)):
        assert models.Label.objects.filter(text=text).values("split").distinct().count() == 1
    assert set(models.Label.objects.values_list("split", flat=True)) == {"train", "validation", "test"}


@pytest.mark.parametrize(
    ("layout", "filename", "text", "language"),
    [
        ("twitter", "t.csv", "text,label\nEbay na wa,1\n", "en"),
        ("sentfin", "s.csv", "Title,Decisions\nLupin Q2 PAT,\"{'Lupin': 'neutral'}\"\n", "en"),
        ("finfe", "f.json", '[["OK", 1]]', "zh"),
    ],
)
def test_the_language_of_a_published_set_is_not_guessed(layout: str, filename: str, text: str, language: str) -> None:
    load(text, filename=filename, layout=layout)
    assert models.Label.objects.get().language == language
