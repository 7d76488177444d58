"""`evaluate --json` prints one object in a fixed shape."""

import json
from pathlib import Path
from typing import Any

import pytest

from modelkit.__main__ import main
from modelkit.models import Classifier, PairScorer

LABELS = ["card_lost", "transfer_fee"]


def _rows(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _evaluate(model: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["evaluate", str(model), "--data", str(data), "--device", "cpu", "--json"]) == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert set(report) == {"task", "n", "metrics"}
    for figure in report["metrics"].values():
        assert set(figure) == {"value", "low", "high"}
        assert figure["low"] <= figure["value"] <= figure["high"]
    return report


@pytest.fixture(scope="module")
def classifier(tiny_backbone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("classifier")
    Classifier.from_backbone(tiny_backbone, heads={"label": LABELS}, device="cpu").save_pretrained(folder)
    return folder


def test_a_classifier_is_measured_in_and_out_of_scope(
    classifier: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"text": f"lost card {n}", "label": LABELS[n % 2]} for n in range(20)]
    data = _rows(tmp_path / "data.jsonl", [*rows, {"text": "weather", "label": None}])
    report = _evaluate(classifier, data, capsys)
    assert (report["task"], report["n"]) == ("classify", 21)
    shown = {"accuracy", "macro_f1", "ece", "coverage", "accepted_accuracy", "oos_rejected", "oos_auroc"}
    assert set(report["metrics"]) == shown
    model = Classifier.from_pretrained(classifier, device="cpu")
    right = [model.predict([row["text"]])[0]["label"].label == row["label"] for row in rows]
    assert report["metrics"]["accuracy"]["value"] == pytest.approx(sum(right) / 20)


def test_several_heads_are_measured_each(
    tiny_backbone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heads = {"topic": LABELS, "sentiment": ["good", "bad"]}
    Classifier.from_backbone(tiny_backbone, heads=heads, device="cpu").save_pretrained(tmp_path / "model")
    rows = [{"text": "fee", "labels": {"topic": "card_lost"}}, {"text": "a", "labels": {"sentiment": "bad"}}]
    report = _evaluate(tmp_path / "model", _rows(tmp_path / "data.jsonl", rows), capsys)
    assert {"topic.accuracy", "sentiment.accuracy"} <= set(report["metrics"])


def test_an_encoder_finds_the_passage_that_equals_the_query(
    tiny_backbone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ["lost card", "transfer fee", "exchange rate", "open account", "余额"]
    rows = [{"query": text, "positive": text} for text in texts]
    report = _evaluate(tiny_backbone, _rows(tmp_path / "data.jsonl", rows), capsys)
    assert report["task"] == "encode"
    assert {name: figure["value"] for name, figure in report["metrics"].items()} == {
        "hit@1": 1.0,
        "hit@3": 1.0,
        "hit@10": 1.0,
        "mrr@10": 1.0,
        "ndcg@10": pytest.approx(1.0),
    }


def test_a_scorer_is_measured_within_each_query(
    tiny_backbone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    PairScorer.from_backbone(tiny_backbone, device="cpu").save_pretrained(tmp_path / "model")
    rows = [{"query": f"q {n % 5}", "passage": f"p {n}", "score": float(n < 5)} for n in range(15)]
    report = _evaluate(tmp_path / "model", _rows(tmp_path / "data.jsonl", rows), capsys)
    assert report["task"] == "score"
    assert set(report["metrics"]) == {"spearman", "auroc", "hit@1", "mrr@10"}


def test_a_label_the_model_never_learned_is_named_with_its_row(
    classifier: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = _rows(tmp_path / "data.jsonl", [{"text": "a", "label": "card_lost"}, {"text": "b", "label": "new"}])
    assert main(["evaluate", str(classifier), "--data", str(data), "--device", "cpu"]) == 2
    told = capsys.readouterr().err
    assert "row 2" in told
    assert "'new'" in told


def test_the_table_for_people_shows_every_figure(
    classifier: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = _rows(tmp_path / "data.jsonl", [{"text": "a", "label": "card_lost"}])
    assert main(["evaluate", str(classifier), "--data", str(data), "--device", "cpu"]) == 0
    assert "accuracy" in capsys.readouterr().out
