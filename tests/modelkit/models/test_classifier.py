from pathlib import Path
from typing import cast

import numpy as np
import pytest
import torch
from transformers import AutoModel

from modelkit.data import LabelledText
from modelkit.errors import DataError
from modelkit.models import Classifier
from modelkit.models.gates import Gate
from modelkit.models.heads import NO_LABEL, Heads, labels_of, targets
from tests.modelkit.answers import assert_same_answers

HEADS = {"topic": ["card", "fee", "other"], "type": ["question", "complaint"]}
TEXTS = ["How do I close my card?", "我的银行卡丢了", "the fee is too bad"]


@pytest.fixture
def classifier(prefixed_backbone: Path) -> Classifier:
    return Classifier.from_backbone(prefixed_backbone, heads=HEADS, device="cpu")


def test_every_head_gives_a_probability_for_every_label(classifier: Classifier) -> None:
    answers = classifier.predict(TEXTS)
    assert [set(answer) for answer in answers] == [set(HEADS)] * len(TEXTS)
    for answer in answers:
        for head, verdict in answer.items():
            assert list(verdict.scores) == HEADS[head]
            assert sum(verdict.scores.values()) == pytest.approx(1, abs=1e-5)
            assert verdict.probability == max(verdict.scores.values()) == verdict.scores[verdict.label]
            assert verdict.accepted


def test_the_gate_decides_and_the_temperature_only_shows(classifier: Classifier, tmp_path: Path) -> None:
    plain = classifier.predict(TEXTS)
    logits = classifier.predict_logits(TEXTS)["topic"]
    middle = float(np.sort(logits.max(axis=1))[1])
    classifier.gates = {"topic": Gate("max_logit", middle, temperature=10.0, terms={"max_logit": 1.0})}
    classifier.save_pretrained(tmp_path / "model")
    gated = Classifier.from_pretrained(tmp_path / "model", device="cpu").predict(TEXTS)
    assert sum(answer["topic"].accepted for answer in gated) == 2
    assert all(answer["type"].accepted for answer in gated)
    for before, after in zip(plain, gated, strict=True):
        assert after["topic"].label == before["topic"].label
        assert after["topic"].probability < before["topic"].probability


def test_saving_anew_drops_the_gate_of_other_weights(classifier: Classifier, tmp_path: Path) -> None:
    classifier.gates = {"topic": Gate("max_logit", 99.0, terms={"max_logit": 1.0})}
    classifier.save_pretrained(tmp_path / "model")
    classifier.gates = {}
    classifier.save_pretrained(tmp_path / "model")
    assert Classifier.from_pretrained(tmp_path / "model").gates == {}


def test_transformers_loads_the_fine_tuned_backbone(classifier: Classifier, tmp_path: Path) -> None:
    classifier.save_pretrained(tmp_path / "model")
    backbone = AutoModel.from_pretrained(tmp_path / "model", add_pooling_layer=False)
    for name, tensor in classifier.backbone.state_dict().items():
        torch.testing.assert_close(backbone.state_dict()[name], tensor)


def test_logits_come_from_the_features_it_shows(classifier: Classifier) -> None:
    features, logits = classifier.infer(TEXTS)
    assert_same_answers(features, classifier.embed(TEXTS))
    with torch.inference_mode():
        recomputed = cast(Heads, classifier.module).logits(torch.from_numpy(features))[0].numpy()
    np.testing.assert_allclose(recomputed, logits["topic"], atol=1e-5)


def test_an_entity_changes_what_is_read(classifier: Classifier) -> None:
    text = "card good fee bad"
    rows = [LabelledText(text), LabelledText(text, entity="card"), LabelledText(text, entity="fee")]
    logits = classifier.predict_logits([classifier.input_of(row) for row in rows])["topic"]
    assert len(np.unique(logits.round(6), axis=0)) == 3


def test_a_row_without_a_heads_label_has_no_target_for_it() -> None:
    rows = [LabelledText("a", {"topic": "fee"}), LabelledText("b", {"type": "question"}), LabelledText("c")]
    assert labels_of(rows) == {"topic": ["fee"], "type": ["question"]}
    numbers = targets(rows, HEADS)
    assert numbers["topic"].tolist() == [1, NO_LABEL, NO_LABEL]
    assert numbers["type"].tolist() == [NO_LABEL, 0, NO_LABEL]


def test_a_label_that_was_never_trained_is_named_by_row() -> None:
    with pytest.raises(DataError, match=r"row 2, column 'topic'.*'loan'") as caught:
        targets([LabelledText("a", {"topic": "fee"}), LabelledText("b", {"topic": "loan"})], HEADS)
    assert caught.value.remedy
