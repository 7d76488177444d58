"""The dictionary comes in whole or not at all, and goes out as it came in."""

import json
from pathlib import Path

import pytest

from services.sentiment import models
from services.sentiment.actions import dictionary
from services.sentiment.actions.dictionary import Imported
from shared.errors import InputRefused
from tests.requirements import public_data

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[4] / "services/sentiment/sample/entities.json"


def load(filename: str, text: str) -> Imported:
    return dictionary.import_entities(filename=filename, data=text.encode())


def test_the_sample_comes_in_and_comes_in_again() -> None:
    assert load("entities.json", SAMPLE.read_text("utf-8")) == Imported(added=30, changed=0)
    assert load("entities.json", SAMPLE.read_text("utf-8")) == Imported(added=0, changed=30)
    assert models.Entity.objects.get(key="kestrel-bank").peers.count() == 2


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_what_is_exported_comes_in_the_same(kind: str) -> None:
    load("entities.json", SAMPLE.read_text("utf-8"))
    export = {"json": dictionary.export_json, "csv": dictionary.export_csv}[kind]
    before = export()
    models.Entity.objects.all().delete()
    load(f"entities.{kind}", before)
    assert export() == before


def test_sentfins_list_is_read() -> None:
    assert load("list.csv", ',Symbol,Entity\n0,PFOCUS,"Prime Focus Ltd, Prime Focus, PFOCUS"\n').added == 1
    entity = models.Entity.objects.get()
    assert (entity.name, entity.ticker) == ("Prime Focus Ltd", "PFOCUS")
    assert [found.entity_id for found in dictionary.find_entities("Prime Focus gains")] == [entity.pk]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "A", "peers": ["nobody"]}, "peers"),
        ({"name": "A", "aliases": [{"text": 3}]}, "aliases"),
        ({"name": "A", "aliases": [{"text": "x", "needs": "chip"}]}, "aliases"),
        ({"name": "A", "watched": "perhaps"}, "watched"),
        ({"name": "A" * 300}, "name"),
        ({"name": "B", "key": "good"}, "key"),
    ],
)
def test_a_wrong_row_keeps_the_whole_file_out(row: dict[str, object], field: str) -> None:
    with pytest.raises(InputRefused) as refusal:
        load("entities.json", json.dumps([{"name": "Good", "key": "good"}, row]))
    assert [(problem.row, problem.field) for problem in refusal.value.problems] == [(2, field)]
    assert not models.Entity.objects.exists()


def test_a_dry_run_says_what_would_be_done_and_keeps_nothing() -> None:
    load("entities.json", '[{"name": "Good", "key": "good"}]')
    rows = '[{"name": "Better", "key": "good"}, {"name": "New"}]'
    told = dictionary.import_entities(filename="e.json", data=rows.encode(), dry_run=True)
    assert (told.added, told.changed, list(told.rows)) == (1, 1, [(1, "Better", False), (2, "New", True)])
    assert list(models.Entity.objects.values_list("name", flat=True)) == ["Good"]


def test_a_removed_entity_comes_back_by_its_row() -> None:
    load("entities.json", '[{"name": "Good", "key": "good"}]')
    dictionary.delete_entity(entity=models.Entity.objects.get())
    assert load("entities.json", '[{"name": "Good", "key": "good"}]') == Imported(added=1, changed=0)
    assert models.Entity.objects.get().key == "good"


def test_the_whole_of_sentfins_list_comes_in() -> None:
    path = public_data() / "sentiment/sentfin/entity_list_comprehensive.csv"
    told = dictionary.import_entities(filename=path.name, data=path.read_bytes())
    assert told.added == models.Entity.objects.count() > 1_000
