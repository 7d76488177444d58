"""One object a line in, the same object with its prediction out."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from modelkit.__main__ import main
from modelkit.models import Classifier, Encoder, PairScorer

LABELS = ["card_lost", "transfer_fee"]


def _write(path: Path, rows: Sequence[Any]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    return path


def _predict(model: Path, source: Path) -> list[dict[str, Any]]:
    target = source.with_name("out.jsonl")
    assert main(["predict", str(model), "--input", str(source), "--output", str(target), "--device", "cpu"]) == 0
    return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def classifier(tiny_backbone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("classifier")
    Classifier.from_backbone(tiny_backbone, heads={"label": LABELS}, device="cpu").save_pretrained(folder)
    return folder


def test_classify_adds_the_verdict_and_keeps_what_was_there(classifier: Path, tmp_path: Path) -> None:
    rows = [{"id": number, "text": text} for number, text in enumerate(["i lost my card", "转账 费 🙂", "fee"])]
    found = _predict(classifier, _write(tmp_path / "in.jsonl", rows))
    assert [(row["id"], row["text"]) for row in found] == [(row["id"], row["text"]) for row in rows]
    for row in found:
        assert list(row) == ["id", "text", "label", "probability", "accepted", "scores"]
        assert row["label"] == max(row["scores"], key=row["scores"].get)
        assert row["probability"] == row["scores"][row["label"]]
        assert sum(row["scores"].values()) == pytest.approx(1, abs=1e-5)
        assert row["accepted"] is True


def test_several_heads_give_each_field_by_head(tiny_backbone: Path, tmp_path: Path) -> None:
    heads = {"topic": LABELS, "sentiment": ["good", "bad"]}
    Classifier.from_backbone(tiny_backbone, heads=heads, device="cpu").save_pretrained(tmp_path / "model")
    [row] = _predict(tmp_path / "model", _write(tmp_path / "in.jsonl", [{"text": "fee", "entity": "bank"}]))
    assert set(row["labels"]) == set(row["probability"]) == set(row["accepted"]) == set(row["scores"]) == set(heads)
    assert row["labels"]["topic"] in LABELS


def test_encode_reads_queries_and_passages_each_as_what_it_is(tmp_path: Path) -> None:
    from modelkit.testing import tiny_backbone

    backbone = tiny_backbone(tmp_path / "backbone", prefixes=True)
    rows = [{"query": "fee"}, {"passage": "fee"}, {"text": "fee"}]
    found = _predict(backbone, _write(tmp_path / "in.jsonl", rows))
    vectors = np.array([row["embedding"] for row in found])
    encoder = Encoder.from_pretrained(backbone, device="cpu")
    np.testing.assert_allclose(vectors[0], encoder.encode(["fee"], kind="query")[0], atol=1e-5)
    np.testing.assert_allclose(vectors[1], encoder.encode(["fee"], kind="passage")[0], atol=1e-5)
    np.testing.assert_allclose(vectors[2], vectors[0], atol=1e-5)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_score_adds_a_score(tiny_backbone: Path, tmp_path: Path) -> None:
    PairScorer.from_backbone(tiny_backbone, device="cpu").save_pretrained(tmp_path / "model")
    [row] = _predict(tmp_path / "model", _write(tmp_path / "in.jsonl", [{"query": "fee", "passage": "5"}]))
    assert list(row) == ["query", "passage", "score"]
    assert 0 < row["score"] < 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b'{"text": "fine"}\n{"text": ', "row 2"),
        (b'{"text": "fine"}\n\n["text"]\n', "row 3"),
        (b'{"text": "fine"}\n{"label": "x"}\n', "row 2, column 'text'"),
        (b'{"text": "   "}\n', "row 1, column 'text'"),
        (b'{"text": 3}\n', "row 1, column 'text'"),
        (b'{"text": "\xff\xfe"}\n', "row 1"),
        (b"[" * 100_000 + b"\n", "row 1"),
    ],
    ids=["cut", "no object", "no text", "blank", "number", "broken UTF-8", "deep"],
)
def test_a_faulty_line_is_named_and_the_old_output_stays(
    classifier: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: bytes, told: str
) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(line)
    target.write_text("old")
    assert main(["predict", str(classifier), "--input", str(source), "--output", str(target)]) == 2
    assert told in capsys.readouterr().err
    assert target.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_half_a_character_comes_out_as_it_went_in(classifier: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "fee \\ud83d"}\n', encoding="utf-8")
    assert _predict(classifier, source)[0]["text"] == "fee \ud83d"


def test_an_empty_file_gives_an_empty_file(classifier: Path, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("")
    assert _predict(classifier, tmp_path / "in.jsonl") == []


def test_an_unknown_model_says_what_is_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = _write(tmp_path / "in.jsonl", [{"text": "a"}])
    arguments = ["predict", "nobody", "--input", str(source), "--output", str(tmp_path / "o"), "--registry"]
    assert main([*arguments, str(tmp_path / "models")]) == 2
    assert "no model 'nobody'" in capsys.readouterr().err
