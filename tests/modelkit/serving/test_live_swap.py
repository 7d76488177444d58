"""New versions come into force under load, and no request notices."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from modelkit.errors import IndexUnavailable
from modelkit.inference.local import LocalEngine
from modelkit.models import Classifier, Encoder
from modelkit.retrieval import Index, IndexStore
from modelkit.serving.client import HttpEngine
from tests.modelkit.serving.conftest import LABELS, Estate


class Customers:
    """Threads that keep asking, and keep what they were told."""

    def __init__(self, ask: Callable[[], object], *, count: int = 4) -> None:
        self.answers: list[object] = []
        self.failures: list[BaseException] = []
        self._ask = ask
        self._stop = threading.Event()
        self._answered = threading.Condition()
        self._threads = [threading.Thread(target=self._run) for _ in range(count)]

    def __enter__(self) -> "Customers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, wanted: Callable[[object], bool]) -> bool:
        """Until an answer is as wanted."""
        with self._answered:
            return self._answered.wait_for(
                lambda: bool(self.failures) or any(wanted(answer) for answer in self.answers[-8:]), timeout=30
            )

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                answer = self._ask()
            except BaseException as error:  # noqa: BLE001 - whatever it is, the test wants to see it
                self.failures.append(error)
            else:
                self.answers.append(answer)
            with self._answered:
                self._answered.notify_all()


def test_an_index_is_swapped_without_a_failed_request(http: HttpEngine, estate: Estate, backbone: Path) -> None:
    encoder = Encoder.from_backbone(backbone)
    texts = ["the new page"]
    fresh = Index.build(["new"], texts, encoder.encode(texts, kind="passage"), encoder="encoder@1")
    with Customers(lambda: http.search("help", ["lost card"], k=1)[0][0].id) as customers:
        assert customers.wait_for(lambda answer: answer != "new")
        IndexStore(estate.indexes).publish("help", fresh)
        assert customers.wait_for(lambda answer: answer == "new")
    assert customers.failures == []


def test_a_model_is_swapped_without_a_failed_request(
    http: HttpEngine, estate: Estate, backbone: Path, tmp_path: Path
) -> None:
    before = http.classify("intent", ["lost card"])[0]["label"].scores
    with Customers(lambda: http.classify("intent", ["lost card"])[0]["label"].scores) as customers:
        estate.publish("intent", Classifier.from_backbone(backbone, heads={"label": LABELS}), tmp_path / "c2")
        assert customers.wait_for(lambda scores: scores != before)
    assert customers.failures == []


def test_a_broken_new_version_leaves_the_old_one_answering(
    local: LocalEngine, estate: Estate, backbone: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = local.classify("intent", ["lost card"])
    estate.publish("intent", Classifier.from_backbone(backbone, heads={"label": LABELS}), tmp_path / "c2")
    (estate.registry / "intent" / "2" / "heads.safetensors").write_bytes(b"half a fi")
    local.classify("intent", ["lost card"])
    for thread in threading.enumerate():
        if thread.name == "swap-intent":
            thread.join(30)
    assert local.classify("intent", ["lost card"]) == before
    assert local.stats.snapshot()["failed_swaps"] == 1
    assert "version_not_loaded" in caplog.text
    assert "lost card" not in caplog.text


def test_a_broken_new_index_leaves_the_old_one_answering(local: LocalEngine, estate: Estate) -> None:
    before = local.search("help", ["lost card"])
    store = IndexStore(estate.indexes)
    version = store.publish("help", store.load("help"))
    (version.path / "vectors" / "vectors.faiss").write_bytes(b"")
    local.search("help", ["lost card"])
    for thread in threading.enumerate():
        if thread.name == "swap-help":
            thread.join(30)
    assert local.search("help", ["lost card"]) == before


def test_an_index_asks_the_encoder_version_that_made_it(
    local: LocalEngine, estate: Estate, backbone: Path, tmp_path: Path
) -> None:
    before = local.search("help", ["lost card"])
    other = Encoder.from_backbone(backbone, layers=1)
    estate.publish("encoder", other, tmp_path / "e2")
    assert local.load("encoder").version == 2
    assert local.search("help", ["lost card"]) == before


def test_a_deleted_index_answers_no_more(local: LocalEngine, estate: Estate) -> None:
    assert local.search("help", ["lost card"])[0]
    IndexStore(estate.indexes).delete("help")
    with pytest.raises(IndexUnavailable):
        local.search("help", ["lost card"])
