import errno
from pathlib import Path
from typing import Any

import pytest
import torch

from modelkit.training.hooks import Checkpoint, Run


def run_with(value: int) -> Run:
    return Run(steps=10, snapshot=lambda: {"value": torch.tensor([value])})


def test_what_was_written_is_read(tmp_path: Path) -> None:
    keeper = Checkpoint(tmp_path / "new", identity="a", steps=1)
    keeper.interrupted(run_with(7))
    state = keeper.read()
    assert state is not None
    assert state["value"].item() == 7


def test_another_run_does_not_read_it(tmp_path: Path) -> None:
    Checkpoint(tmp_path, identity="a", steps=1).interrupted(run_with(7))
    assert Checkpoint(tmp_path, identity="b", steps=1).read() is None


def test_a_full_disk_leaves_the_previous_checkpoint_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Checkpoint(tmp_path, identity="a", steps=1)
    keeper.interrupted(run_with(1))

    def half_written(_state: Any, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(torch, "save", half_written)
    with pytest.raises(OSError, match="No space left"):
        keeper.interrupted(run_with(2))
    monkeypatch.undo()
    state = keeper.read()
    assert state is not None
    assert state["value"].item() == 1
    assert [path.name for path in tmp_path.iterdir()] == [keeper.path.name]


def test_it_writes_every_so_many_steps_but_not_at_the_last(tmp_path: Path) -> None:
    keeper, run = Checkpoint(tmp_path, identity="a", steps=5), run_with(1)
    found = []
    for run.step in range(1, 11):
        keeper.stepped(run)
        found.append(keeper.path.exists())
        keeper.path.unlink(missing_ok=True)
    assert found == [step == 5 for step in range(1, 11)]
