"""Documents whose vectors carry their meaning, without a model: shared directions stand for shared topics."""

import numpy as np
import pytest
from numpy.typing import NDArray

from modelkit.retrieval import Index

Vectors = NDArray[np.float32]
DIM = 32

BANK = {
    "card-lost": "Block a lost card in the app under Cards, then order a new one.",
    "card-fee": "Replacing a card costs 5 euros.",
    "transfer-limit": "You can transfer up to 10,000 euros a day.",
    "rate": "Savings earn 2.1 % interest a year.",
    "挂失": "银行卡丢失后,请在应用中立即挂失并补办新卡。",
    "限额": "每日转账限额为一万欧元。",
}


def unit(vectors: Vectors) -> Vectors:
    lengths: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / lengths).astype(np.float32)


def random_vectors(count: int, *, seed: int = 0, dim: int = DIM) -> Vectors:
    return unit(np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32))


@pytest.fixture
def bank() -> Index:
    return Index.build(list(BANK), list(BANK.values()), random_vectors(len(BANK)), encoder="bank@1")
