"""Whatever breaks while a version is published, the version in force stays in force and whole."""

import errno
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.local import LocalFileOpener, LocalFileSystem

from modelkit.registry import Registry
from tests.modelkit.registry.conftest import Make


def _full_after(calls: int, real: Callable[..., Any]) -> Callable[..., Any]:
    """The real call, until the disk is full."""
    left = calls

    def call(*args: Any, **options: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*args, **options)

    return call


def _state(registry: Registry) -> tuple[int | None, bytes]:
    return registry.current("intent"), (registry.resolve("intent") / "model.safetensors").read_bytes()


EDGES = [
    pytest.param(LocalFileSystem, "put_file", 0, id="first file"),
    pytest.param(LocalFileSystem, "put_file", 2, id="last file"),
    pytest.param(os, "rename", 0, id="version appears"),
    pytest.param(LocalFileOpener, "write", 0, id="history"),
    pytest.param(LocalFileOpener, "write", 1, id="pointer"),
    pytest.param(os, "replace", 0, id="history moves in"),
    pytest.param(os, "replace", 1, id="pointer moves in"),
    pytest.param(os, "fsync", 0, id="flush of a file"),
]


@pytest.mark.parametrize(("owner", "name", "calls"), EDGES)
def test_a_full_disk_leaves_the_old_version_current(
    registry: Registry, make: Make, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, calls: int
) -> None:
    registry.publish("intent", make(0.90))
    before, better = _state(registry), make(0.95)
    with monkeypatch.context() as broken:
        broken.setattr(owner, name, _full_after(calls, getattr(owner, name)))
        with pytest.raises(OSError, match="No space left"):
            registry.publish("intent", better)
    assert _state(registry) == before
    home = Path(registry.storage.root) / "intent"
    assert [path.name for path in home.iterdir() if "incoming" in path.name] == []
    # With space again the same call succeeds, and the way back leads to the version that served.
    assert registry.publish("intent", better).live
    assert registry.rollback("intent").number == 1


def test_a_file_the_system_refuses_to_grow_leaves_the_old_version_current(registry: Registry, make: Make) -> None:
    registry.publish("intent", make(0.90))
    before, big = _state(registry), make(0.95)
    (big / "model.safetensors").write_bytes(b"x" * 1_000_000)
    code = "import sys; from modelkit.registry import Registry; Registry(sys.argv[1]).publish('intent', sys.argv[2])"
    done = subprocess.run(
        [sys.executable, "-c", code, registry.storage.root, str(big)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "File too large" in done.stderr
    assert _state(registry) == before
    assert registry.list("intent")[-1].number == 1


def test_concurrent_publishers_get_versions_of_their_own(registry: Registry, make: Make) -> None:
    accuracies = [0.90 + step / 1000 for step in range(12)]
    folders = [make(accuracy) for accuracy in accuracies]
    with ThreadPoolExecutor(6) as pool:
        versions = list(pool.map(lambda folder: Registry(registry.storage.root).publish("intent", folder), folders))
    assert sorted(version.number for version in versions) == list(range(1, 13))
    for version, accuracy in zip(versions, accuracies, strict=True):
        weights = (registry.resolve(f"intent@{version.number}") / "model.safetensors").read_bytes()
        assert weights == str(accuracy).encode() * 100


def test_concurrent_uploads_to_an_object_store_do_not_mix(make: Make, tmp_path: Path) -> None:
    root = f"memory://uploads-{tmp_path.name}"
    folders = [make(0.90 + step / 1000) for step in range(8)]
    with ThreadPoolExecutor(4) as pool:
        versions = list(pool.map(lambda folder: Registry(root).publish("intent", folder, promote="never"), folders))
    assert len({version.number for version in versions}) == 8


def test_a_version_without_its_card_does_not_exist(registry: Registry, make: Make) -> None:
    """What an upload that was killed half-way leaves in an object store."""
    registry.publish("intent", make(0.90))
    torn = Path(registry.storage.root) / "intent" / "2"
    torn.mkdir()
    (torn / "model.safetensors").write_bytes(b"half")
    assert [version.number for version in registry.list("intent")] == [1]
    assert registry.publish("intent", make(0.95)).number == 3


def test_history_that_ran_ahead_of_the_pointer_is_cut_back(registry: Registry, make: Make) -> None:
    """What a process leaves that was killed between the two writes of a promotion."""
    for accuracy in (0.90, 0.92, 0.94):
        registry.publish("intent", make(accuracy))
    home = Path(registry.storage.root) / "intent"
    (home / "history.json").write_text(json.dumps([1, 2, 3]))
    (home / "current").write_text("2")
    assert registry.rollback("intent").number == 1
