from pathlib import Path

import pytest
import torch

from modelkit.errors import RecipeError
from modelkit.models import Encoder
from modelkit.training import trunk as trunk_module
from modelkit.training.features import TextFeatures
from modelkit.training.trunk import Trunk, freeze, layers_of

TEXTS = ["my card", "the fee is too bad please help", "我的银行卡丢了", "a"]


@pytest.fixture
def encoder(backbone: Path) -> Encoder:
    model = Encoder.from_backbone(backbone, device="cpu")
    model.module.eval()
    return model


def features_of(encoder: Encoder, frozen: str) -> TextFeatures:
    trunk = Trunk(encoder.backbone, frozen_layers=freeze(encoder.backbone, frozen))
    return TextFeatures(encoder, trunk, encoder.tokeniser(TEXTS, prefix="query: "))


@pytest.mark.parametrize("frozen", ["none", "embeddings", "lower:1", "lower:0.5", "lower:2", "all"])
def test_however_much_is_kept_the_outputs_are_the_models_own(encoder: Encoder, frozen: str) -> None:
    wanted = encoder.encode(TEXTS)
    vectors = features_of(encoder, frozen).encode([2, 0, 3, 1], encoder.read_out)
    got = torch.nn.functional.normalize(vectors, dim=-1).numpy()
    assert got == pytest.approx(wanted[[2, 0, 3, 1]], abs=2e-3)


def test_frozen_layers_run_once(encoder: Encoder) -> None:
    features = features_of(encoder, "lower:1")
    calls: list[int] = []
    for number, layer in enumerate(layers_of(encoder.backbone)):
        layer.register_forward_hook(lambda *_, number=number: calls.append(number))
    features.outputs([0, 1], encoder.read_out)
    assert calls
    assert set(calls) == {1}


def test_an_architecture_that_cannot_be_cut_is_run_whole(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trunk_module, "SPLITTABLE", frozenset())
    features = features_of(encoder, "lower:1")
    assert not features.trunk.can_split
    wanted = encoder.encode(TEXTS)
    got = torch.nn.functional.normalize(features.encode(range(4), encoder.read_out), dim=-1).numpy()
    assert got == pytest.approx(wanted, abs=1e-5)


def test_a_cache_that_would_not_fit_is_not_made(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modelkit.training.features.CACHE_BYTES", 10)
    features = features_of(encoder, "lower:1")
    got = torch.nn.functional.normalize(features.encode(range(4), encoder.read_out), dim=-1).numpy()
    assert got == pytest.approx(encoder.encode(TEXTS), abs=1e-5)


def test_freezing_more_layers_than_there_are_names_the_most(encoder: Encoder) -> None:
    with pytest.raises(RecipeError, match=r"2 layers.*lower:1"):
        freeze(encoder.backbone, "lower:3")
