"""What a model is, what it learned from and how good it was: `card.json` in every model directory."""

import json
import os
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from modelkit.errors import ModelNotFound

CARD_FILE = "card.json"
Metrics = dict[str, dict[str, float]]

# What decides a model's numbers and file formats.
_RECORDED = ("triptych", "torch", "transformers", "sentence-transformers", "tokenizers", "numpy")


def library_versions() -> dict[str, str]:
    """Installed versions of what decides a model's numbers and formats."""
    found = {}
    for name in _RECORDED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


class HeadThreshold(BaseModel):
    """One head's reject gate in brief; the gate itself is in `gate.json`."""

    model_config = ConfigDict(frozen=True)

    kind: str
    threshold: float
    temperature: float = 1.0
    measured: dict[str, float] = Field(default_factory=dict)


class Card(BaseModel):
    """Facts about one trained model. `metrics` are held-out figures, `{name: {"value", "low", "high"}}`."""

    # A newer release may know more about a model than this one.
    model_config = ConfigDict(frozen=True, extra="ignore")

    task: str
    labels: dict[str, list[str]] = Field(default_factory=dict)  # by head, in the order of the logits
    backbone: str = ""
    languages: list[str] = Field(default_factory=list)
    pooling: str = ""
    prefixes: dict[str, str] = Field(default_factory=dict)  # of "query" and "passage"
    max_length: int = 0  # tokens
    data: dict[str, Any] = Field(default_factory=dict)  # fingerprint and rows of train and validation
    metrics: Metrics = Field(default_factory=dict)
    thresholds: dict[str, HeadThreshold] = Field(default_factory=dict)  # by head
    seed: int = 0
    versions: dict[str, str] = Field(default_factory=library_versions)
    licence: str = ""
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))

    def write(self, directory: str | Path) -> None:
        """Write `card.json`, all of it or nothing."""
        folder = Path(directory)
        aside = folder / f".{CARD_FILE}"
        aside.write_text(self.to_json(), encoding="utf-8")
        os.replace(aside, folder / CARD_FILE)

    def to_json(self) -> str:
        """Stable text: equal cards give equal bytes."""
        return json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, directory: str | Path) -> Self:
        """The card of a model directory; ModelNotFound says what is wrong with it."""
        path = Path(directory) / CARD_FILE
        try:
            return cls.parse(path.read_bytes(), where=str(path))
        except FileNotFoundError as error:
            raise ModelNotFound(
                f"{directory} has no {CARD_FILE}.", remedy="Train the model with `python -m modelkit train`."
            ) from error

    @classmethod
    def parse(cls, text: bytes, *, where: str) -> Self:
        """A card from its bytes; `where` is named when they are not one."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or "file"
            raise ModelNotFound(f"{where}: {place}: {first['msg']}.", remedy="Train the model again.") from error
