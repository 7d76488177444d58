"""What every engine promises, in process and over real sockets."""

from pathlib import Path

import numpy as np
import pytest

from modelkit.errors import DataError, GateRefused, IndexUnavailable, ModelNotFound
from modelkit.inference.engine import Engine
from modelkit.inference.local import LocalEngine
from modelkit.models import Classifier, PairScorer
from modelkit.serving.client import HttpEngine
from tests.modelkit.answers import assert_same_answers
from tests.modelkit.serving.conftest import DOCUMENTS, LABELS, Estate

TEXTS = [
    "I lost my card",
    "what is the fee",
    "我的卡丢了",
    "",
    "🎉🎉🎉",
    "مرحبا",
    "<script>alert(1)</script>",
    "\ud83d broken",
]


def test_vectors_have_unit_length_and_keep_the_order_of_the_texts(engine: Engine) -> None:
    vectors = engine.embed("encoder", TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), 32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        np.testing.assert_allclose(engine.embed("encoder", [text])[0], vector, atol=1e-5)


def test_no_texts_give_no_vectors_of_the_right_width(engine: Engine) -> None:
    assert engine.embed("encoder", []).shape == (0, 32)
    assert engine.classify("intent", []) == []
    assert engine.score("reranker", []).shape == (0,)
    assert engine.search("help", []) == []


def test_classification_tells_every_labels_chance(engine: Engine) -> None:
    verdicts = engine.classify("intent", TEXTS)
    assert len(verdicts) == len(TEXTS)
    for verdict in verdicts:
        head = verdict["label"]
        assert list(head.scores) == LABELS
        assert sum(head.scores.values()) == pytest.approx(1.0, abs=1e-5)
        assert head.label == max(head.scores, key=lambda label: head.scores[label])
        assert head.probability == head.scores[head.label]
        assert head.accepted is True


def test_an_entity_inside_its_text_is_classified(engine: Engine) -> None:
    plain, about = engine.classify("intent", ["good bank", ("bank", "good bank")])
    assert plain["label"].scores != about["label"].scores


def test_pairs_get_one_score_each(engine: Engine) -> None:
    scores = engine.score("reranker", [("lost card", text) for text in DOCUMENTS.values()])
    assert scores.shape == (len(DOCUMENTS),)
    assert scores.dtype == np.float32


def test_text_and_vectors_find_the_same_documents(engine: Engine) -> None:
    queries = ["a fee for a transfer", "卡丢失"]
    vectors = engine.embed("encoder", queries)
    by_text = engine.search("help", queries, k=3)
    assert [len(row) for row in by_text] == [3, 3]
    assert engine.search("help", queries, k=3, vectors=vectors) == by_text
    by_vector = engine.search("help", vectors, k=3)
    assert [[hit.id for hit in row] for row in by_vector] == [[hit.id for hit in row] for row in by_text]
    assert by_text[0][0].lexical > 0
    assert by_vector[0][0].lexical == 0


def test_a_megabyte_is_read_by_its_beginning(engine: Engine) -> None:
    long = "card " * 200_000
    assert engine.embed("encoder", [long]).shape == (1, 32)
    assert len(engine.classify("intent", [long])) == 1
    assert len(engine.search("help", [long], k=1)[0]) == 1


def test_many_texts_come_back_in_order(engine: Engine) -> None:
    texts = [f"{'card ' * (n % 40)} number {n}" for n in range(600)]
    vectors = engine.embed("encoder", texts)
    for n in (0, 39, 599):
        np.testing.assert_allclose(vectors[n], engine.embed("encoder", [texts[n]])[0], atol=1e-5)


def test_a_pinned_version_is_another_model_than_the_one_in_force(
    engine: Engine, estate: Estate, backbone: Path, tmp_path: Path
) -> None:
    before = engine.classify("intent", ["lost card"])
    estate.publish("intent", Classifier.from_backbone(backbone, heads={"label": LABELS}), tmp_path / "c2")
    assert engine.load("intent").version == 2
    assert engine.classify("intent@1", ["lost card"]) == before
    assert engine.classify("intent", ["lost card"]) == engine.classify("intent@2", ["lost card"]) != before


def test_models_are_listed_with_their_figures(engine: Engine) -> None:
    engine.embed("encoder", ["x"])
    found = {info.name: info for info in engine.models()}
    assert set(found) == {"encoder", "intent", "reranker"}
    assert found["encoder"].loaded
    assert (found["intent"].task, found["intent"].version) == ("classify", 1)
    assert found["intent"].labels == {"label": LABELS}
    assert found["intent"].metrics["accuracy"]["value"] == 0.9


def test_a_worse_version_is_refused_unless_forced_and_can_be_rolled_back(
    engine: Engine, estate: Estate, backbone: Path, tmp_path: Path
) -> None:
    worse = Classifier.from_backbone(backbone, heads={"label": LABELS})
    estate.publish("intent", worse, tmp_path / "c2", accuracy=0.5)
    assert engine.rollback("intent").version == 1
    with pytest.raises(GateRefused) as caught:
        engine.promote("intent", 2)
    assert "accuracy" in caught.value.reasons[0]
    assert engine.load("intent").version == 1
    assert engine.promote("intent", 2, force=True).version == 2
    assert engine.rollback("intent").version == 1


def test_a_version_that_does_not_load_is_never_put_in_force(
    engine: Engine, estate: Estate, backbone: Path, tmp_path: Path
) -> None:
    before = engine.score("reranker", [("a", "b")])
    estate.publish("reranker", PairScorer.from_backbone(backbone), tmp_path / "s2")
    engine.rollback("reranker")
    (estate.registry / "reranker" / "2" / "model.safetensors").write_bytes(b"broken")
    with pytest.raises(ModelNotFound, match="reranker/2 does not load"):
        engine.promote("reranker", 2, force=True)
    assert {info.name: info.version for info in engine.models()}["reranker"] == 1
    assert_same_answers(engine.score("reranker", [("a", "b")]), before)


@pytest.mark.parametrize("name", ["nothing", "encoder@99"])
def test_an_unknown_model_is_named(engine: Engine, name: str) -> None:
    with pytest.raises(ModelNotFound, match=name):
        engine.embed(name, ["x"])


def test_a_model_of_another_task_is_refused(engine: Engine) -> None:
    with pytest.raises(ModelNotFound, match="'classify', not 'encode'"):
        engine.embed("intent", ["x"])


def test_an_unknown_index_is_named(engine: Engine) -> None:
    with pytest.raises(IndexUnavailable, match="nothing"):
        engine.search("nothing", ["x"])


def test_vectors_of_another_width_are_refused(engine: Engine) -> None:
    with pytest.raises(DataError, match="shape"):
        engine.search("help", np.ones((1, 8), dtype=np.float32))


def test_without_a_generator_nothing_is_generated(engine: Engine) -> None:
    with pytest.raises(ModelNotFound, match="No generator"):
        list(engine.generate("any", [{"role": "user", "content": "hi"}]))


def test_both_engines_give_the_same_results(local: LocalEngine, http: HttpEngine) -> None:
    pairs = [("lost card", text) for text in DOCUMENTS.values()]
    for kind in ("query", "passage"):
        assert_same_answers(local.embed("encoder", TEXTS, kind=kind), http.embed("encoder", TEXTS, kind=kind))
    for ours, theirs in zip(local.classify("intent", TEXTS), http.classify("intent", TEXTS), strict=True):
        assert ours["label"].label == theirs["label"].label
        assert dict(ours["label"].scores) == pytest.approx(dict(theirs["label"].scores))
    assert_same_answers(local.score("reranker", pairs), http.score("reranker", pairs))
    for found, other in zip(local.search("help", TEXTS), http.search("help", TEXTS), strict=True):
        assert [hit.id for hit in found] == [hit.id for hit in other]
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in other])
