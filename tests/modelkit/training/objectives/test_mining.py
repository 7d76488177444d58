from collections.abc import Sequence

import torch
from torch import Tensor

from modelkit.training.objectives.mining import mine

# Texts 0 and 1 ask; 10 answers 0, 11 answers 1, 12 looks like 10, 13 is far from everything.
VECTORS = {0: [1.0, 0.0], 1: [0.0, 1.0], 10: [0.9, 0.1], 11: [0.1, 0.9], 12: [0.7, 0.3], 13: [-1.0, 0.0]}


def encode(texts: Sequence[int]) -> Tensor:
    return torch.nn.functional.normalize(torch.tensor([VECTORS[text] for text in texts]), dim=-1)


def test_a_negative_is_near_and_never_an_answer() -> None:
    found = mine({0: {10, 12}, 1: {11, 13}}, encode, count=1, depth=3, seed=0)
    assert found == {0: (11,), 1: (12,)}


def test_a_passage_as_near_as_the_answer_is_left_alone() -> None:
    # 10 and 12 are alike to query 0, so one may well be an unmarked answer.
    VECTORS[14] = [0.91, 0.1]
    found = mine({0: {10}, 1: {11, 14}}, encode, count=2, depth=3, seed=0)
    assert 14 not in found[0]


def test_no_more_than_asked_and_none_when_none() -> None:
    known = {0: {10}, 1: {11, 12, 13}}
    assert len(mine(known, encode, count=2, depth=4, seed=0)[0]) == 2
    assert mine(known, encode, count=0, depth=4, seed=0) == {}
