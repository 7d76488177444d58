"""Model directories that a registry can publish: a card and a weight file are all it looks at."""

from collections.abc import Callable
from pathlib import Path

import pytest

from modelkit.registry import Card, Registry

Make = Callable[..., Path]


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A model directory whose weights and figures are its accuracy."""

    def build(accuracy: float = 0.90, *, task: str = "classify", margin: float = 0.02) -> Path:
        folder = tmp_path / f"made-{task}-{accuracy}-{margin}"
        (folder / "1_Pooling").mkdir(parents=True, exist_ok=True)
        (folder / "model.safetensors").write_bytes(str(accuracy).encode() * 100)
        (folder / "1_Pooling" / "config.json").write_text("{}")
        figure = {"value": accuracy, "low": accuracy - margin, "high": accuracy + margin}
        Card(task=task, metrics={"accuracy": figure}).write(folder)
        return folder

    return build
