"""`manage.py classify` adds what texts say, or says why it cannot."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def classify(folder: Path, lines: str) -> list[dict[str, object]]:
    (folder / "in.jsonl").write_text(lines, encoding="utf-8")
    call_command("classify", input=folder / "in.jsonl", output=folder / "out.jsonl")
    return [json.loads(line) for line in (folder / "out.jsonl").read_text("utf-8").splitlines()]


def test_each_object_comes_out_with_its_verdict(desk: None, tmp_path: Path) -> None:
    rows = classify(
        tmp_path, '{"id": 7, "title": "Umbrel good good thank you", "text": "Quillon stolen money lost."}\n'
    )
    assert rows[0]["id"] == 7
    assert {"sentiment", "topic", "probabilities", "entities"} <= set(rows[0])
    found = {one["entity"]: one["sentiment"] for one in rows[0]["entities"]}  # type: ignore[attr-defined]
    assert found == {"umbrel": "positive", "quillon": "negative"}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('{"text": "good"}\nbroken\n', "row 2"),
        ('{"text": "good"}\n{"text": 3}\n', "row 2, text"),
        ("[1]\n", "row 1"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(desk: None, tmp_path: Path, lines: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        classify(tmp_path, lines)
    assert [path.name for path in tmp_path.glob("*.jsonl*")] == ["in.jsonl"]


def test_before_anything_is_trained_it_says_so(no_models: None, db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No model is trained yet"):
        classify(tmp_path, '{"text": "good"}\n')


def test_a_missing_file_is_named(desk: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no file"):
        call_command("classify", input=tmp_path / "nothing", output=tmp_path / "out")
