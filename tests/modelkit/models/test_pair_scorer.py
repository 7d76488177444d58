from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import CrossEncoder
from transformers import AutoModelForSequenceClassification

from modelkit.models import PairScorer

PAIRS = [("how do i close my card", "open the card page"), ("我的卡丢了", "请打开账户"), ("", "fee " * 300)]


@pytest.fixture
def scorer(prefixed_backbone: Path) -> PairScorer:
    return PairScorer.from_backbone(prefixed_backbone, device="cpu")


def test_a_saved_scorer_gives_the_same_scores_in_cross_encoder(scorer: PairScorer, tmp_path: Path) -> None:
    scorer.save_pretrained(tmp_path / "scorer")
    theirs = CrossEncoder(str(tmp_path / "scorer"), device="cpu").predict(PAIRS)
    np.testing.assert_allclose(scorer.score(PAIRS), theirs, atol=1e-5)


def test_transformers_loads_it_with_one_output(scorer: PairScorer, tmp_path: Path) -> None:
    scorer.save_pretrained(tmp_path / "scorer")
    assert AutoModelForSequenceClassification.from_pretrained(tmp_path / "scorer").config.num_labels == 1


def test_scores_lie_between_zero_and_one_and_read_both_texts(scorer: PairScorer) -> None:
    scores = scorer.score([*PAIRS, (PAIRS[0][1], PAIRS[0][0]), (PAIRS[0][0], "fee")])
    assert ((scores > 0) & (scores < 1)).all()
    assert len(set(scores.round(6).tolist())) == len(scores)


def test_fewer_layers_make_a_faster_scorer_that_survives_saving(prefixed_backbone: Path, tmp_path: Path) -> None:
    fast = PairScorer.from_backbone(prefixed_backbone, layers=1, device="cpu")
    assert fast.backbone.config.num_hidden_layers == 1
    fast.save_pretrained(tmp_path / "fast")
    again = PairScorer.from_pretrained(tmp_path / "fast", device="cpu")
    # Where memory falls decides which kernel adds up, and that the last bit.
    np.testing.assert_allclose(again.score(PAIRS), fast.score(PAIRS), atol=1e-6)


def test_reading_out_hidden_states_is_what_the_model_does(scorer: PairScorer) -> None:
    batch = scorer.tokeniser.pad(scorer.tokeniser(PAIRS))
    assert batch.attention_mask is not None
    scorer.module.eval()
    with torch.inference_mode():
        hidden = scorer.backbone(**batch.arguments()).last_hidden_state
        logits = scorer.read_out(hidden, batch.attention_mask)
    np.testing.assert_allclose(logits.sigmoid().numpy(), scorer.score(PAIRS), atol=1e-5)
