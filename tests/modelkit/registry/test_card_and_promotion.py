"""Cards are stable text; the gate's reasons are sentences."""

import json
from pathlib import Path

import pytest

from modelkit.errors import ModelNotFound
from modelkit.registry import Card, HeadThreshold, refusals

Figure = tuple[float, float, float]


def _card(figures: dict[str, Figure] | None = None, *, task: str = "classify") -> Card:
    keys = ("value", "low", "high")
    return Card(
        task=task, metrics={name: dict(zip(keys, figure, strict=True)) for name, figure in (figures or {}).items()}
    )


def test_a_card_survives_its_file_byte_for_byte(tmp_path: Path) -> None:
    card = Card(
        task="classify",
        labels={"label": ["丢卡", "fee"]},
        prefixes={"query": "query: "},
        metrics={"accuracy": {"value": 0.9, "low": 0.88, "high": 0.92}},
        thresholds={"label": HeadThreshold(kind="knn", threshold=0.4)},
    )
    card.write(tmp_path)
    assert Card.read(tmp_path) == card
    assert Card.read(tmp_path).to_json() == card.to_json()
    assert "丢卡" in (tmp_path / "card.json").read_text(encoding="utf-8")
    assert card.versions["torch"]


def test_a_card_of_a_newer_release_still_reads(tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text(json.dumps({"task": "encode", "colour": "blue"}))
    assert Card.read(tmp_path).task == "encode"


@pytest.mark.parametrize("text", ["", "{", '{"labels": {}}', '{"task": 3}', "\udcff"])
def test_a_broken_card_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "card.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ModelNotFound, match=r"card\.json"):
        Card.read(tmp_path)


def test_nothing_live_refuses_nothing() -> None:
    assert refusals(_card(), None) == []


def test_a_fall_below_the_interval_is_refused_for_every_figure_that_fell() -> None:
    live = _card({"hit@1": (0.80, 0.78, 0.82), "mrr@10": (0.85, 0.83, 0.87)}, task="encode")
    worse = _card({"hit@1": (0.70, 0.68, 0.72), "mrr@10": (0.82, 0.80, 0.84)}, task="encode")
    assert refusals(worse, live) == [
        "Its hit@1 is 70.0 %; the live version has 80.0 % (95 % interval 78.0 % to 82.0 %).",
        "Its mrr@10 is 0.820; the live version has 0.850 (95 % interval 0.830 to 0.870).",
    ]


def test_each_head_is_judged() -> None:
    live = _card({"topic.accuracy": (0.9, 0.88, 0.92), "sentiment.accuracy": (0.8, 0.78, 0.82)})
    mixed = _card({"topic.accuracy": (0.95, 0.93, 0.97), "sentiment.accuracy": (0.7, 0.68, 0.72)})
    assert len(refusals(mixed, live)) == 1
    assert refusals(mixed, live)[0].startswith("Its sentiment.accuracy is 70.0 %")


def test_figures_that_depend_on_the_operator_do_not_decide() -> None:
    live = _card({"coverage": (0.9, 0.88, 0.92), "ece": (0.02, 0.01, 0.03), "accuracy": (0.9, 0.88, 0.92)})
    assert (
        refusals(_card({"coverage": (0.5, 0.4, 0.6), "ece": (0.2, 0.1, 0.3), "accuracy": (0.9, 0.88, 0.92)}), live)
        == []
    )


def test_an_unmeasured_model_and_one_for_another_task_are_refused() -> None:
    live = _card({"accuracy": (0.9, 0.88, 0.92)})
    assert refusals(_card(), live) == ["Its accuracy was never measured; the live version has 90.0 %."]
    assert refusals(_card(task="encode"), live) == ["It does 'encode', but the live version does 'classify'."]
