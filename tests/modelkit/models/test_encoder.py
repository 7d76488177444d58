from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from modelkit.models import Encoder
from modelkit.testing import tiny_backbone
from tests.modelkit.answers import assert_same_answers

TEXTS = ["How do I close my card?", "我的银行卡丢了", "", "fee " * 300]


@pytest.mark.parametrize("pooling", ["mean", "cls"])
@pytest.mark.parametrize("prefixes", [True, False])
def test_a_saved_encoder_gives_the_same_vectors_in_sentence_transformers(
    tmp_path: Path, pooling: str, prefixes: bool
) -> None:
    encoder = Encoder.from_backbone(tiny_backbone(tmp_path / "b", pooling=pooling, prefixes=prefixes))
    encoder.save_pretrained(tmp_path / "encoder")
    other = SentenceTransformer(str(tmp_path / "encoder"), device="cpu")
    for kind, theirs in (("query", other.encode(TEXTS)), ("passage", other.encode_document(TEXTS))):
        cosines = (encoder.encode(TEXTS, kind=kind) * theirs).sum(axis=1)
        assert cosines.min() >= 0.9999


def test_vectors_have_unit_length(prefixed_backbone: Path) -> None:
    vectors = Encoder.from_backbone(prefixed_backbone).encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_query_is_not_encoded_as_a_passage(prefixed_backbone: Path, tiny_backbone: Path) -> None:
    with_prefixes = Encoder.from_backbone(prefixed_backbone)
    assert not np.allclose(with_prefixes.encode(TEXTS), with_prefixes.encode(TEXTS, kind="passage"))
    without = Encoder.from_backbone(tiny_backbone)
    assert_same_answers(without.encode(TEXTS), without.encode(TEXTS, kind="passage"))


def test_an_unknown_kind_is_refused(prefixed_backbone: Path) -> None:
    with pytest.raises(ValueError, match="'query' or 'passage'"):
        Encoder.from_backbone(prefixed_backbone).encode(TEXTS, kind="document")


def test_fewer_layers_are_the_first_ones_and_survive_saving(tiny_backbone: Path, tmp_path: Path) -> None:
    short = Encoder.from_backbone(tiny_backbone, layers=1)
    assert short.backbone.config.num_hidden_layers == 1
    short.save_pretrained(tmp_path / "short")
    assert_same_answers(Encoder.from_pretrained(tmp_path / "short").encode(TEXTS), short.encode(TEXTS))


def test_small_batches_change_nothing(tiny_backbone: Path) -> None:
    encoder = Encoder.from_backbone(tiny_backbone)
    np.testing.assert_allclose(encoder.encode(TEXTS, batch_tokens=1), encoder.encode(TEXTS), atol=1e-5)
