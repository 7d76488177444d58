from pathlib import Path

import torch

from modelkit.data import TextPair
from modelkit.training.examples import collect
from modelkit.training.features import TextFeatures
from modelkit.training.objectives import MultipleNegatives
from modelkit.training.trunk import Trunk
from tests.modelkit.training.families import FAMILIES, pairs

ENCODE = next(family for family in FAMILIES if family.task == "encode")


def test_another_answer_to_the_same_question_is_no_negative(backbone: Path) -> None:
    objective = ENCODE.objective_on(backbone)
    records = [TextPair("fee", "yes"), TextPair("fee", "also yes"), TextPair("card", "no")]
    examples = objective.examples(records)
    objective.prepare(examples)
    batch = collect(examples, [0, 1, 2], torch.device("cpu"))
    place = {text: number for number, text in enumerate(batch.texts)}
    outputs = torch.zeros(len(batch.texts), 4)
    outputs[place[examples.rows[0][0]], 0] = outputs[place[examples.rows[0][1]], 0] = 1.0
    outputs[place[examples.rows[1][1]], 0] = 1.0
    outputs[place[examples.rows[2][0]], 1] = outputs[place[examples.rows[2][1]], 1] = 1.0
    # Both answers are perfect; counted as each other's negatives they would cost ln 2.
    assert float(objective.loss(outputs, batch)) < 1e-3


def test_equal_texts_are_one_text(backbone: Path) -> None:
    examples = ENCODE.objective_on(backbone).examples([TextPair("a", "x"), TextPair("b", "x"), TextPair("a", "x")])
    assert len(examples.texts) == 3
    assert examples.rows[0] == examples.rows[2]


def test_negatives_are_mined_anew_each_epoch_and_never_answer(backbone: Path) -> None:
    objective = ENCODE.objective_on(backbone, hard_negatives=1)
    assert isinstance(objective, MultipleNegatives)
    examples = objective.examples([record for record in pairs() if isinstance(record, TextPair)])
    objective.prepare(examples)
    features = TextFeatures(objective.model, Trunk(objective.model.backbone, frozen_layers=0), examples.texts)
    first, second = (objective.epoch_examples(examples, features, epoch=epoch).rows for epoch in (0, 1))
    assert [row[:2] for row in first] == list(examples.rows)
    assert all(len(row) == 3 and row[2] != row[1] for row in first)
    assert first != second
