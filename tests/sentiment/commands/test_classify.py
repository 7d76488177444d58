"""`manage.py classify` adds what texts say, or says why it cannot."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from services.sentiment.actions import classifying


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


def test_half_a_character_comes_out_as_it_went_in(desk: None, tmp_path: Path) -> None:
    (row,) = classify(tmp_path, '{"text": "Umbrel good \\ud83d", "note": "\\udc00"}\n')
    assert (row["text"], row["note"]) == ("Umbrel good \ud83d", "\udc00")


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


def test_every_wrong_line_is_named_at_once(desk: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"row 1, text(.|\n)*row 3"):
        classify(tmp_path, '{"text": ""}\n{"text": "good"}\nbroken\n')


def test_a_killed_run_is_gone_on_with(desk: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifying, "LINES_AT_ONCE", 2)
    lines = "".join(f'{{"id": {number}, "text": "Umbrel good"}}\n' for number in range(5))
    whole, calls = classifying.classify_texts, []

    def killed_at_the_second(texts: Sequence[str]) -> list[dict[str, Any]]:
        calls.append(len(texts))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(texts)

    monkeypatch.setattr(classifying, "classify_texts", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        classify(tmp_path, lines)
    assert not (tmp_path / "out.jsonl").exists()
    part = next(tmp_path.glob(".out.jsonl.*.part"))
    part.write_bytes(part.read_bytes() + b'{"id": 2, "te')
    call_command("classify", input=tmp_path / "in.jsonl", output=tmp_path / "out.jsonl")
    assert calls == [2, 2, 2, 1]
    written = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in written] == [0, 1, 2, 3, 4]
    assert list(tmp_path.glob(".out.jsonl*")) == []


def test_another_dictionary_begins_anew(desk: None, tmp_path: Path) -> None:
    (tmp_path / ".out.jsonl.0123456789abcdef.part").write_text('{"id": "of another run"}\n')
    assert [row["id"] for row in classify(tmp_path, '{"id": 1, "text": "good"}\n')] == [1]
    assert list(tmp_path.glob(".out.jsonl*")) == []
