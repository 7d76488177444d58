"""An entity is marked where it stands."""

from pathlib import Path

import pytest

from modelkit.models import Classifier
from modelkit.models.presenting import present


@pytest.mark.parametrize(
    ("entity", "text", "shown"),
    [
        ("Silver", "Gold shines; Silver dull", "Gold shines; « Silver » dull"),
        ("silver", "Gold shines; Silver dull", "Gold shines; « Silver » dull"),
        ("Oil", "Boiling: oil falls", "Boiling: « oil » falls"),
        ("oil", "Boiling", "B« oil »ing"),
        ("瀚麓", "今日瀚麓大跌", "今日« 瀚麓 »大跌"),
        ("S&P (500)", "The S&P (500) gains", "The « S&P (500) » gains"),
        ("Umbrel", "The company gains", "« Umbrel » The company gains"),
        ("", "The company gains", "«  » The company gains"),
    ],
)
def test_marks_stand_around_the_entity(entity: str, text: str, shown: str) -> None:
    assert present((entity, text), "marked") == shown


def test_texts_and_pairs_stay_as_they_are() -> None:
    assert present("Gold", "marked") == "Gold"
    assert present(("Gold", "Gold shines"), "pair") == ("Gold", "Gold shines")


def test_a_saved_classifier_keeps_its_presentation(tiny_backbone: Path, tmp_path: Path) -> None:
    inputs = [("bank", "good bank bad card"), ("card", "good bank bad card")]
    model = Classifier.from_backbone(tiny_backbone, heads={"tone": ["bad", "good"]}, presentation="marked")
    before = model.predict_logits(inputs)["tone"]
    assert (before[0] != before[1]).any()
    model.save_pretrained(tmp_path / "model")
    again = Classifier.from_pretrained(tmp_path / "model")
    assert again.presentation == "marked"
    assert (again.predict_logits(inputs)["tone"] == before).all()
