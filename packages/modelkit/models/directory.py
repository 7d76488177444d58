"""Model directories: written aside and moved in file by file, so that a full disk leaves the old model whole."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from modelkit.errors import ModelNotFound
from modelkit.models.quiet import quiet

# What transformers' own files do not say: the task, and a classifier's heads with their labels in order.
MANIFEST = "modelkit.json"
# Directories written before the format changed must be recognised.
FORMAT = 1


@contextmanager
def written_aside(target: str | Path) -> Iterator[Path]:
    """A fresh folder beside `target`; its files move in when the block succeeds and vanish when it fails."""
    folder = Path(target)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        with quiet():
            yield aside
        _move_in(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def write_manifest(folder: Path, **fields: Any) -> None:
    """Write `modelkit.json`."""
    text = json.dumps({"format": FORMAT, **fields}, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path, *, task: str | None = None) -> dict[str, Any]:
    """Read `modelkit.json`; a directory of another `task` or without one is an error that says so."""
    path = folder / MANIFEST
    if not path.is_file():
        raise ModelNotFound(
            f"{folder} holds no model of modelkit.", remedy="Train one, or name a backbone to start from."
        )
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if task is not None and manifest.get("task") != task:
        raise ModelNotFound(f"{folder} holds a model that does {manifest.get('task')!r}, not {task!r}.")
    return manifest


def _move_in(aside: Path, folder: Path) -> None:
    # mkdtemp and safetensors write for their owner alone; a server that runs as somebody else reads the model too.
    aside.chmod(0o755)
    for path in aside.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    if not folder.exists():
        os.replace(aside, folder)
        return
    files = [path for path in sorted(aside.rglob("*")) if path.is_file()]
    # The manifest last: a reader that finds it new finds the rest new.
    for path in sorted(files, key=lambda path: path.name == MANIFEST):
        place = folder / path.relative_to(aside)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, place)
