"""One case a model family: how it is made, run and read by the library its directory is meant for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from modelkit.models import Classifier, Encoder, Model, PairScorer
from modelkit.testing import tiny_backbone

HEADS = {"topic": ["card", "fee", "other"], "type": ["question", "complaint"]}


@dataclass(frozen=True)
class Case:
    """A family under test; `run` answers texts with one row of numbers each."""

    family: type[Model]
    make: Callable[[Path], Model]
    run: Callable[[Any, Sequence[str]], NDArray[np.float32]]  # [texts, numbers]


def encode(model: Encoder, texts: Sequence[str]) -> NDArray[np.float32]:
    return model.encode(texts)


def classify(model: Classifier, texts: Sequence[str]) -> NDArray[np.float32]:
    return np.concatenate(list(model.predict_logits(texts).values()), axis=1)


def score(model: PairScorer, texts: Sequence[str]) -> NDArray[np.float32]:
    return model.score([("how do i close my card", text) for text in texts])[:, None]


CASES = {
    "encoder": Case(Encoder, lambda path: Encoder.from_backbone(path, device="cpu"), encode),
    "classifier": Case(Classifier, lambda path: Classifier.from_backbone(path, heads=HEADS, device="cpu"), classify),
    "pair_scorer": Case(PairScorer, lambda path: PairScorer.from_backbone(path, device="cpu"), score),
}


@pytest.fixture(scope="session")
def prefixed_backbone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backbone that, like e5, wants a prefix before queries and passages."""
    return tiny_backbone(tmp_path_factory.mktemp("prefixed") / "backbone", prefixes=True)


@pytest.fixture(params=list(CASES), scope="session")
def case(request: pytest.FixtureRequest) -> Case:
    """Each family in turn."""
    return CASES[request.param]


@pytest.fixture(scope="session")
def model(case: Case, prefixed_backbone: Path) -> Model:
    """The family's model on a tiny backbone, with random heads."""
    return case.make(prefixed_backbone)
