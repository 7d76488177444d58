import json
from pathlib import Path

import pytest

from modelkit.__main__ import main
from modelkit.models import Encoder
from modelkit.retrieval import Index, IndexStore

TEXTS = {"lost": "Block a lost card at once.", "rate": "The exchange rate is set daily."}


@pytest.fixture
def indexes(tiny_backbone: Path, tmp_path: Path) -> Path:
    vectors = Encoder.from_pretrained(tiny_backbone).encode(list(TEXTS.values()), kind="passage")
    index = Index.build(list(TEXTS), list(TEXTS.values()), vectors, encoder=str(tiny_backbone))
    IndexStore(tmp_path).publish("help", index)
    return tmp_path


def test_hits_are_printed_best_first(indexes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "help", "lost card", "汇率", "--indexes", str(indexes), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["query"] for row in rows] == ["lost card", "汇率"]
    for row in rows:
        scores = [hit["score"] for hit in row["hits"]]
        assert scores == sorted(scores, reverse=True)
        assert {hit["id"] for hit in row["hits"]} == set(TEXTS)


def test_the_number_of_hits_is_chosen(indexes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "help", "lost card", "-k", "1", "--indexes", str(indexes)]) == 0
    question, *hits = capsys.readouterr().out.splitlines()
    assert question == "lost card"
    assert len(hits) == 1


def test_an_unknown_index_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "nothing", "x", "--indexes", str(tmp_path)]) == 2
    assert "'nothing'" in capsys.readouterr().err
