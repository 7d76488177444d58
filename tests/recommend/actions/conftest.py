"""A cross-encoder that costs nothing to make."""

from pathlib import Path

import pytest

from services.recommend.actions.ranking.cross import CrossEncoder


@pytest.fixture(scope="module")
def network(tiny_backbone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real scorer that has learnt nothing, but is of a firm opinion on all there is."""
    import torch

    from modelkit.models import PairScorer

    torch.manual_seed(3)
    scorer = PairScorer.from_backbone(tiny_backbone)
    with torch.no_grad():
        for parameter in scorer.module.classifier.parameters():  # type: ignore[union-attr]
            parameter.mul_(10.0)
    folder = tmp_path_factory.mktemp("cross")
    scorer.save_pretrained(folder)
    return folder


@pytest.fixture
def cross(network: Path) -> CrossEncoder:
    return CrossEncoder(network, before=1.0, read=1.0, level=0.2)
