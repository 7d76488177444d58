"""A registry and an index of tiny real models, and the two engines that must answer alike."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from modelkit.inference.engine import Engine
from modelkit.inference.local import LocalEngine
from modelkit.models import Classifier, Encoder, Model, PairScorer
from modelkit.registry import Card, Registry
from modelkit.retrieval import Index, IndexStore
from modelkit.serving.app import create_app
from modelkit.serving.client import HttpEngine
from modelkit.serving.running import background

LABELS = ["card_lost", "transfer_fee", "exchange_rate"]
DOCUMENTS = {
    "lost": "Block a lost card in the app, then order a new one.",
    "fee": "A transfer abroad costs a fee of 5 euros.",
    "rate": "The exchange rate is set every morning.",
    "挂失": "银行卡丢失后请立即挂失。",
}


@dataclass(frozen=True)
class Estate:
    """Where a company's models and indexes lie."""

    registry: Path
    indexes: Path

    def publish(self, name: str, model: Model, folder: Path, *, accuracy: float = 0.9) -> int:
        """Save a model with its card and put it in force."""
        model.save_pretrained(folder)
        figures = {"accuracy": {"value": accuracy, "low": accuracy - 0.02, "high": accuracy + 0.02}}
        labels = {"label": LABELS} if isinstance(model, Classifier) else {}
        Card(task=model.task, labels=labels, metrics=figures).write(folder)
        return Registry(self.registry).publish(name, folder, promote="always").number


@pytest.fixture(scope="session")
def backbone(tiny_backbone: Path) -> Path:
    return tiny_backbone


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, backbone: Path) -> Path:
    root = tmp_path_factory.mktemp("published")
    made = Estate(root / "models", root / "indexes")
    encoder = Encoder.from_backbone(backbone)
    made.publish("encoder", encoder, root / "e")
    made.publish("intent", Classifier.from_backbone(backbone, heads={"label": LABELS}), root / "c")
    made.publish("reranker", PairScorer.from_backbone(backbone), root / "s")
    texts = list(DOCUMENTS.values())
    index = Index.build(list(DOCUMENTS), texts, encoder.encode(texts, kind="passage"), encoder="encoder@1")
    IndexStore(made.indexes).publish("help", index)
    return root


@pytest.fixture
def estate(tmp_path: Path, published: Path) -> Estate:
    made = Estate(tmp_path / "models", tmp_path / "indexes")
    shutil.copytree(published / "models", made.registry)
    shutil.copytree(published / "indexes", made.indexes)
    return made


@pytest.fixture
def local(estate: Estate) -> Iterator[LocalEngine]:
    with LocalEngine(estate.registry, estate.indexes, device="cpu", timeout=30) as engine:
        yield engine


@pytest.fixture
def address(estate: Estate) -> Iterator[str]:
    engine = LocalEngine(estate.registry, estate.indexes, device="cpu", timeout=30, paths=False)
    with background(create_app(engine)) as url:
        yield url


@pytest.fixture
def http(address: str) -> Iterator[HttpEngine]:
    with HttpEngine(address, timeout=30) as engine:
        yield engine


@pytest.fixture(params=["in process", "over HTTP"])
def engine(request: pytest.FixtureRequest) -> Engine:
    chosen: Engine = request.getfixturevalue("local" if request.param == "in process" else "http")
    return chosen
