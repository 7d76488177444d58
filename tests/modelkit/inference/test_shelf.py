import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelkit.errors import ModelNotFound
from modelkit.inference.shelf import Shelf
from modelkit.inference.stats import EngineStats


class Library:
    """A pointer that can be moved, and loading that can be held up or fail."""

    def __init__(self) -> None:
        self.current: dict[str, str] = {"a": "1"}
        self.loads: list[str] = []
        self.broken: set[str] = set()
        self.may_load = threading.Event()
        self.may_load.set()
        self.loaded = threading.Event()
        self.away = False

    def where(self, name: str) -> Path:
        if self.away:
            raise OSError("the disk is gone")
        if "@" in name:
            return Path(*name.split("@"))
        if name not in self.current:
            raise ModelNotFound(f"{name!r}")
        return Path(name, self.current[name])

    def load(self, path: Path) -> str:
        assert self.may_load.wait(10)
        self.loads.append(str(path))
        self.loaded.set()
        if path.name in self.broken:
            raise ValueError("not a model")
        return f"thing {path}"


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def stats() -> EngineStats:
    return EngineStats()


@pytest.fixture
def shelf(library: Library, stats: EngineStats) -> Iterator[Shelf[str]]:
    yield Shelf(library.where, library.load, stats=stats, capacity=2)
    library.may_load.set()


def until_swapped(shelf: Shelf[str]) -> None:
    """Wait for the thread that exchanges versions."""
    for thread in threading.enumerate():
        if thread.name.startswith("swap-"):
            thread.join(10)


def test_a_thing_is_loaded_once(shelf: Shelf[str], library: Library) -> None:
    assert shelf.get("a").thing == shelf.get("a").thing == "thing a/1"
    assert library.loads == ["a/1"]


def test_the_old_version_serves_until_the_new_one_is_loaded(
    shelf: Shelf[str], library: Library, stats: EngineStats
) -> None:
    shelf.get("a")
    library.may_load.clear()
    library.current["a"] = "2"
    assert shelf.get("a").thing == "thing a/1"
    assert shelf.get("a").thing == "thing a/1"
    library.may_load.set()
    until_swapped(shelf)
    assert shelf.get("a").thing == "thing a/2"
    assert library.loads == ["a/1", "a/2"]
    assert stats.snapshot()["swaps"] == 1


def test_a_version_that_does_not_load_leaves_the_old_one_serving(
    shelf: Shelf[str], library: Library, stats: EngineStats
) -> None:
    shelf.get("a")
    library.broken.add("2")
    library.current["a"] = "2"
    shelf.get("a")
    until_swapped(shelf)
    assert [shelf.get("a").thing for _ in range(3)] == ["thing a/1"] * 3
    assert library.loads == ["a/1", "a/2"]  # and is not tried again on every call
    assert stats.snapshot()["failed_swaps"] == 1
    library.current["a"] = "3"
    shelf.get("a")
    until_swapped(shelf)
    assert shelf.get("a").thing == "thing a/3"


def test_a_pointer_that_cannot_be_read_leaves_the_old_one_serving(shelf: Shelf[str], library: Library) -> None:
    shelf.get("a")
    library.away = True
    assert shelf.get("a").thing == "thing a/1"


def test_refreshing_waits_for_the_new_version_and_reports_its_failure(shelf: Shelf[str], library: Library) -> None:
    shelf.get("a")
    library.current["a"] = "2"
    assert shelf.refresh("a").thing == "thing a/2"
    library.broken.add("3")
    library.current["a"] = "3"
    with pytest.raises(ValueError, match="not a model"):
        shelf.refresh("a")
    assert shelf.get("a").thing == "thing a/2"


def test_one_folder_under_two_names_is_loaded_once(shelf: Shelf[str], library: Library) -> None:
    assert shelf.get("a").thing is shelf.get("a@1").thing
    assert library.loads == ["a/1"]


def test_what_was_used_least_lately_makes_room(shelf: Shelf[str], library: Library) -> None:
    library.current |= {"b": "1", "c": "1"}
    for name in ("a", "b", "a", "c"):
        shelf.get(name)
    assert [shelf.holds(name) for name in "abc"] == [True, False, True]


def test_callers_at_once_share_the_first_load(shelf: Shelf[str], library: Library) -> None:
    library.may_load.clear()
    threads = [threading.Thread(target=shelf.get, args=("a",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    library.may_load.set()
    for thread in threads:
        thread.join()
    assert library.loads == ["a/1"]


def test_an_unknown_name_is_an_error(shelf: Shelf[str]) -> None:
    with pytest.raises(ModelNotFound):
        shelf.get("nobody")
