"""The contract every recommender keeps."""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from modelkit.errors import ModelNotFound
from modelkit.recommendation.data import History, Interactions

Floats = NDArray[np.float32]
State = dict[str, NDArray[Any]]

SETTINGS_FILE = "recommender.json"
STATE_FILE = "state.safetensors"
FORMAT = 1


@dataclass(kw_only=True)
class Recommender(ABC):
    """Learns from rows, then scores every item for any history, of a user it has met or not.

    Settings are the dataclass's own fields; what is learnt is `state`, plain arrays. A recommender keeps no row and no
    user: whoever asks brings the history along, so a new click counts in the next answer and nothing is left to erase.
    """

    name: ClassVar[str]
    state: State = field(default_factory=dict, init=False, repr=False)
    fingerprint: str = field(default="", init=False, repr=False)

    def fit(self, data: Interactions, *, seed: int = 0) -> Self:
        """Learn from the rows. The same rows and seed give the same scores."""
        self.state = self.learn(data, seed=seed)
        self.fingerprint = data.catalogue.fingerprint
        return self

    def scores(self, histories: Sequence[History]) -> Floats:
        """How much each may want each item, float32 [histories, items]: higher is more, comparable in a row only.

        Finite everywhere, also for items already touched: leaving those out is the caller's rule. Raises
        `ModelNotFound` before `fit`.
        """
        if not self.state:
            raise ModelNotFound(f"The recommender {self.name!r} has learnt nothing.", remedy="Call fit, or load one.")
        if not len(histories):
            return np.zeros((0, self.items), dtype=np.float32)
        return np.asarray(self.score(histories), dtype=np.float32)

    @property
    def items(self) -> int:
        """How many items the catalogue had that was learnt from."""
        return int(self.state["items"][0])

    @abstractmethod
    def learn(self, data: Interactions, *, seed: int) -> State:
        """Arrays by name; "items" [1] is how many items there are."""

    @abstractmethod
    def score(self, histories: Sequence[History]) -> Floats:
        """`scores` of at least one history."""

    def settings(self) -> dict[str, Any]:
        """What the constructor was given."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.init}

    def save(self, folder: str | Path) -> None:
        """Write settings and state; the folder may be published by the registry."""
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        save_file({name: np.ascontiguousarray(one) for name, one in self.state.items()}, target / STATE_FILE)
        described = {
            "format": FORMAT,
            "recommender": self.name,
            "settings": self.settings(),
            "catalogue": self.fingerprint,
        }
        (target / SETTINGS_FILE).write_text(json.dumps(described, indent=2))

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """A saved recommender of this class; `recommenders.load` finds the class by itself."""
        described = read_settings(folder)
        made = cls(**described["settings"])
        made.state = load_file(Path(folder) / STATE_FILE)
        made.fingerprint = described["catalogue"]
        return made


def read_settings(folder: str | Path) -> dict[str, Any]:
    """What `save` wrote; raises `ModelNotFound` where it wrote nothing that can be read."""
    path = Path(folder) / SETTINGS_FILE
    try:
        found: dict[str, Any] = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise ModelNotFound(f"{path} is missing or unreadable.", remedy="Name a folder that `save` wrote.") from error
    return found


def touched(histories: Sequence[History], items: int) -> Floats:
    """1 where a history has the item, float32 [histories, items]."""
    found = np.zeros((len(histories), items), dtype=np.float32)
    for row, one in zip(found, histories, strict=True):
        row[one.items] = 1.0
    return found
