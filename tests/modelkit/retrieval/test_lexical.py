from pathlib import Path

import numpy as np
import pytest

from modelkit.errors import IndexUnavailable
from modelkit.retrieval import LexicalIndex
from tests.modelkit.retrieval.conftest import BANK

KEYS = np.arange(10, 10 + len(BANK), dtype=np.int64)


@pytest.fixture
def words() -> LexicalIndex:
    return LexicalIndex.build(KEYS, list(BANK.values()))


def best(index: LexicalIndex, query: str) -> int:
    return int(index.keys[index.scores(query).argmax()])


@pytest.mark.parametrize(
    ("query", "document"),
    [("How do I block my card?", 0), ("savings INTEREST", 3), ("银行卡丢了怎么办", 4), ("转账的每日限额", 5)],
)
def test_rare_shared_words_find_the_document_in_either_language(words: LexicalIndex, query: str, document: int) -> None:
    assert best(words, query) == KEYS[document]


@pytest.mark.parametrize("query", ["", "🎉🎉", "qwertz", "\u200f\u202e", "x" * 1_000_000])
def test_a_query_without_a_known_word_scores_zero_everywhere(words: LexicalIndex, query: str) -> None:
    assert not words.scores(query).any()


def test_scores_follow_the_documents_that_are_there(words: LexicalIndex) -> None:
    words.remove(KEYS[:1])
    words.add(np.array([99], dtype=np.int64), ["A stolen card is blocked by telephone."])
    fresh = LexicalIndex.build(words.keys, [*list(BANK.values())[1:], "A stolen card is blocked by telephone."])
    np.testing.assert_allclose(words.scores("stolen card"), fresh.scores("stolen card"), rtol=1e-6)
    assert best(words, "stolen card") == 99


def test_a_removed_document_leaves_no_word_behind(words: LexicalIndex, tmp_path: Path) -> None:
    words.remove(KEYS[3:4])
    words.save(tmp_path)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"savings" not in written
    assert b"transfer" in written


def test_a_saved_index_scores_alike(words: LexicalIndex, tmp_path: Path) -> None:
    words.save(tmp_path)
    loaded = LexicalIndex.load(tmp_path)
    for query in ("block card", "转账限额"):
        np.testing.assert_array_equal(loaded.scores(query), words.scores(query))
    loaded.add(np.array([99], dtype=np.int64), ["block block block"])
    assert best(loaded, "block") == 99


@pytest.mark.parametrize("texts", [[], ["", "🎉"]])
def test_documents_without_words_can_be_saved_and_searched(texts: list[str], tmp_path: Path) -> None:
    LexicalIndex.build(KEYS[: len(texts)], texts).save(tmp_path)
    assert LexicalIndex.load(tmp_path).scores("card").shape == (len(texts),)


def test_a_damaged_index_is_named(words: LexicalIndex, tmp_path: Path) -> None:
    words.save(tmp_path)
    (tmp_path / "documents.npz").write_bytes(b"nothing")
    with pytest.raises(IndexUnavailable):
        LexicalIndex.load(tmp_path)
