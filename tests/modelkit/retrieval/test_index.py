from pathlib import Path

import numpy as np
import pytest

from modelkit.errors import DataError, IndexUnavailable
from modelkit.retrieval import Fusion, Index
from tests.modelkit.retrieval.conftest import BANK, random_vectors, unit

WORDS_ONLY = Fusion("learned", (0.0, 0.0, 1.0, 0.0, 0.0))


def test_without_a_learned_fusion_cosines_rank(bank: Index) -> None:
    hits = bank.search(["interest"], random_vectors(len(BANK))[:1], 3)[0]
    assert hits[0].id == "card-lost"
    assert hits[0].score == hits[0].dense == pytest.approx(1.0)
    assert len(hits) == 3


def test_words_bring_in_what_vectors_miss() -> None:
    # 200 near-equal documents fill the dense list; only a word tells the last one.
    texts = [*("nothing to see" for _ in range(200)), "the zebra clause"]
    vectors = unit(np.vstack([np.ones((200, 8)), [[1, -1] * 4]]).astype(np.float32))
    ids = [str(i) for i in range(201)]
    index = Index.build(ids, texts, vectors, encoder="e@1", fusion=WORDS_ONLY)
    hit = index.search(["zebra"], vectors[:1], 1)[0][0]
    assert hit.id == "200"
    assert hit.dense == pytest.approx(0.0, abs=1e-6)
    assert hit.lexical > 0


def test_vectors_alone_are_searched_without_words(bank: Index) -> None:
    hits = bank.search(None, random_vectors(len(BANK))[2:3], 2)[0]
    assert hits[0].id == "transfer-limit"
    assert hits[0].lexical == 0.0


def test_titles_are_searched_too() -> None:
    index = Index.build(
        ["a", "b"], ["yes", "no"], random_vectors(2), titles=["Pets", "Parking"], encoder="e@1", fusion=WORDS_ONLY
    )
    assert index.search(["parking"], random_vectors(1, seed=5), 1)[0][0].id == "b"


def test_documents_come_and_go(bank: Index) -> None:
    fresh = random_vectors(1, seed=7)
    bank.add(["fresh"], ["Phone us around the clock."], fresh)
    assert bank.search(None, fresh, 1)[0][0].id == "fresh"
    assert bank.remove({"fresh", "rate", "unknown"}) == 2
    assert sorted(bank.ids()) == sorted(set(BANK) - {"rate"})
    assert {hit.id for hit in bank.search(["interest"], fresh, 10)[0]} == set(BANK) - {"rate"}


def test_a_replaced_document_is_found_by_its_new_text(bank: Index) -> None:
    bank.remove(["rate"])
    bank.add(["rate"], ["Savings earn nothing."], random_vectors(1, seed=8))
    assert bank.search(None, random_vectors(1, seed=8), 1)[0][0].id == "rate"


def test_fusion_is_learned_from_questions_with_known_answers() -> None:
    rng = np.random.default_rng(1)
    ids = [f"d{i}" for i in range(120)]
    texts = [f"policy number p{i} applies" for i in range(120)]
    vectors = random_vectors(120)
    index = Index.build(ids, texts, vectors, encoder="e@1")
    noisy = unit(vectors + rng.normal(0, 0.25, vectors.shape).astype(np.float32))
    fusion = index.learn_fusion([f"what is p{i}" for i in range(120)], noisy, [{i} for i in ids])
    assert fusion.kind == "learned"
    hits = index.search([f"tell me of p{i}" for i in range(120)], noisy, 1)
    assert [row[0].id for row in hits] == ids


def test_a_saved_index_answers_alike(bank: Index, tmp_path: Path) -> None:
    queries, vectors = ["block card", "限额"], random_vectors(2, seed=2)
    bank.remove(["card-fee"])
    bank.save(tmp_path)
    loaded = Index.load(tmp_path)
    assert loaded.search(queries, vectors) == bank.search(queries, vectors)
    assert loaded.facts == bank.facts
    assert loaded.encoder == "bank@1"


def test_an_index_without_documents_finds_nothing(tmp_path: Path) -> None:
    Index.build([], [], np.empty((0, 32), dtype=np.float32), encoder="e@1").save(tmp_path)
    assert Index.load(tmp_path).search(["anything"], random_vectors(1)) == [[]]


def test_an_emptied_index_can_be_filled_again(bank: Index) -> None:
    bank.remove(list(BANK))
    assert bank.search(["card"], random_vectors(1)) == [[]]
    bank.add(["again"], ["card"], random_vectors(1))
    assert bank.search(["card"], random_vectors(1))[0][0].id == "again"


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(DataError, match="'texts': 1"):
        Index.build(["a", "b"], ["one"], random_vectors(2), encoder="e@1")


def test_an_id_given_twice_is_named() -> None:
    with pytest.raises(DataError, match="'a' stands twice"):
        Index.build(["a", "a"], ["one", "two"], random_vectors(2), encoder="e@1")


def test_an_id_already_held_is_named_and_nothing_is_added(bank: Index) -> None:
    with pytest.raises(DataError, match="already holds 'rate'"):
        bank.add(["new", "rate"], ["x", "y"], random_vectors(2))
    assert len(bank) == len(BANK)


def test_a_folder_without_an_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="cannot be read"):
        Index.load(tmp_path)
