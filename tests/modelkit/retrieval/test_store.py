import os
import threading
from pathlib import Path

import numpy as np
import pytest

from modelkit.errors import IndexUnavailable
from modelkit.retrieval import Index, IndexStore
from modelkit.retrieval.store import VERSIONS_KEPT
from tests.modelkit.retrieval.conftest import random_vectors


def index_of(*ids: str) -> Index:
    return Index.build(list(ids), [f"text of {name}" for name in ids], random_vectors(len(ids)), encoder="e@1")


@pytest.fixture
def store(tmp_path: Path) -> IndexStore:
    return IndexStore(tmp_path / "indexes")


def test_the_newest_version_is_in_force(store: IndexStore) -> None:
    assert store.publish("help", index_of("a")).version == 1
    assert store.publish("help", index_of("a", "b")).version == 2
    assert store.current("help").version == 2
    assert store.load("help").ids() == ["a", "b"]
    assert store.documents("help") == 2
    assert store.names() == ["help"]


def test_roll_back_returns_to_the_version_before(store: IndexStore) -> None:
    store.publish("help", index_of("a"))
    store.publish("help", index_of("b"))
    assert store.rollback("help").version == 1
    assert store.load("help").ids() == ["a"]
    with pytest.raises(IndexUnavailable, match="no version before"):
        store.rollback("help")


def test_old_versions_are_cleared_away(store: IndexStore) -> None:
    for _ in range(VERSIONS_KEPT + 2):
        store.publish("help", index_of("a"))
    assert store.versions("help") == [3, 4, 5]


def test_what_must_be_gone_for_good_is_in_no_version(store: IndexStore) -> None:
    for name in ("a", "b", "c"):
        store.publish("help", index_of(name))
    store.forget_earlier("help")
    assert store.versions("help") == [3]
    assert store.load("help").ids() == ["c"]


def test_a_full_disk_leaves_the_old_version_in_force(store: IndexStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.publish("help", index_of("a"))

    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", no_space)
    with pytest.raises(OSError, match="No space left"):
        store.publish("help", index_of("b"))
    assert store.load("help").ids() == ["a"]
    assert sorted(os.listdir(store.root / "help")) == ["1", "current"]


def test_publishers_at_once_each_get_a_version_of_their_own(store: IndexStore) -> None:
    made = [index_of(name) for name in "abcd"]
    threads = [threading.Thread(target=store.publish, args=("help", index)) for index in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.versions("help")) <= VERSIONS_KEPT + 1
    assert store.load("help").ids()[0] in set("abcd")


def test_an_open_index_outlives_its_files(store: IndexStore) -> None:
    store.publish("help", index_of("a", "b"))
    held = store.load("help")
    store.delete("help")
    assert held.search(["text of a"], random_vectors(1), 1)[0][0].id == "a"
    assert store.names() == []


@pytest.mark.parametrize("name", ["", "..", ".hidden", "a/b", "../../etc", "a\0b"])
def test_names_cannot_leave_the_root(store: IndexStore, name: str) -> None:
    with pytest.raises(IndexUnavailable, match="cannot name an index"):
        store.current(name)


def test_an_unknown_index_is_named(store: IndexStore) -> None:
    with pytest.raises(IndexUnavailable, match="'nothing'"):
        store.load("nothing")
