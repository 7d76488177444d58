"""Gates for the heads of a real classifier."""

from pathlib import Path

import pytest

from modelkit.data.records import LabelledText
from modelkit.errors import DataError
from modelkit.evaluation.gates import fit_gates
from modelkit.models import Classifier

HEADS = {"topic": ["card", "fee", "rate"], "sentiment": ["bad", "good"]}


@pytest.fixture
def model(tiny_backbone: Path) -> Classifier:
    return Classifier.from_backbone(tiny_backbone, heads=HEADS, device="cpu")


def _records(rows: int) -> list[LabelledText]:
    topics = HEADS["topic"]
    return [LabelledText(f"my {topics[n % 3]} {n}", {"topic": topics[n % 3]}) for n in range(rows)]


def test_each_head_that_validation_knows_gets_a_gate_that_survives_saving(model: Classifier, tmp_path: Path) -> None:
    strangers = [LabelledText(f"weather {n}") for n in range(15)]
    gates = fit_gates(model, train=[*_records(30), *strangers], validation=[*_records(24), *strangers])
    assert set(gates) == {"topic"}
    model.gates = gates
    model.save_pretrained(tmp_path / "model")
    loaded = Classifier.from_pretrained(tmp_path / "model", device="cpu")
    texts = ["my card is lost", "天气", "fee"]
    assert loaded.predict(texts) == model.predict(texts)
    assert loaded.gates == gates


def test_no_validation_gives_no_gate(model: Classifier) -> None:
    assert fit_gates(model, train=_records(9), validation=[]) == {}


def test_a_label_that_was_never_trained_is_named(model: Classifier) -> None:
    with pytest.raises(DataError, match="'weather' was never trained"):
        fit_gates(model, train=_records(9), validation=[LabelledText("rain", {"topic": "weather"})])
