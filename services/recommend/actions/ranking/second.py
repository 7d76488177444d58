"""The second stage: the few dozen that the first stage puts on top are looked at again, by a model that may bend.

The first stage is a line because the night asks it about every item. What it puts on top is little enough for a small
network, which learns from lists: of the few that would have been listed, which were opened? A model of another kind
needs `odds`, `save` and a line in `actions.training.second`.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from services.recommend.actions.ranking.features import NAMES
from services.recommend.actions.ranking.shelf import Flags, Floats, Places
from services.recommend.actions.ranking.topmost import best

# Always as many, however long a list is: pages follow each other, and the night's lists are those of the day.
FEW = 50
FILE = "second.json"
FIRST = "first"
# Between the last of the few and the next, so that rounding cannot turn them round.
_MARGIN = 1e-3


@dataclass(frozen=True, eq=False)
class SecondStage:
    """One hidden layer over the features and what the first stage says: `hidden` [NAMES + 1, h], `bias` and `out` [h].

    `mean` and `scale` [NAMES + 1] standardise; `level` is added at the end.
    """

    mean: Floats
    scale: Floats
    hidden: Floats
    bias: Floats
    out: Floats
    level: float = 0.0

    def odds(self, rows: Floats, first: Floats) -> Floats:
        """Logarithms of odds [n] of features [n, NAMES] and the first stage's odds [n]."""
        standard = (inputs(rows, first) - self.mean) / self.scale
        return np.asarray(np.tanh(standard @ self.hidden + self.bias) @ self.out + self.level, dtype=np.float32)

    def again(self, rows: Floats, first: Floats, shown: Flags) -> Floats:
        """Odds [n] with the best few of what may be `shown` [n] judged anew, and all others below them as they were."""
        few = few_of(first, shown)
        return above(first, shown, few, self.odds(rows[few], first[few]))

    def save(self, folder: Path) -> None:
        arrays = {name: getattr(self, name).tolist() for name in _ARRAYS}
        (folder / FILE).write_text(json.dumps({"inputs": [*NAMES, FIRST], **arrays, "level": self.level}))

    @classmethod
    def load(cls, folder: Path) -> "SecondStage | None":
        """None where a version has none. A version that was fitted before a feature came gives it no weight."""
        if not (folder / FILE).exists():
            return None
        kept = json.loads((folder / FILE).read_text())
        arrays = {name: np.asarray(kept[name], dtype=np.float32) for name in _ARRAYS}
        at = {name: place for place, name in enumerate(kept["inputs"])}
        for name, missing in (("mean", 0.0), ("scale", 1.0), ("hidden", 0.0)):
            empty = np.full_like(arrays[name][0], missing)
            arrays[name] = np.stack([arrays[name][at[one]] if one in at else empty for one in (*NAMES, FIRST)])
        return cls(**arrays, level=kept["level"])


_ARRAYS = ("mean", "scale", "hidden", "bias", "out")


def few_of(first: Floats, shown: Flags) -> Places:
    """Indices of the few that the second stage judges, best first."""
    return best(np.where(shown, first, np.float32(-np.inf)), FEW)


def above(before: Floats, shown: Flags, few: Places, judged: Floats) -> Floats:
    """Odds [n] with those of the `few` as they are `judged` now, and all others below them as they were `before`."""
    if not len(few):
        return before
    rest = np.ones(len(before), dtype=bool)
    rest[few] = False
    found = before.copy()
    if (shown & rest).any():
        found[rest] -= max(float(before[shown & rest].max() - judged.min()) + _MARGIN, 0.0)
    found[few] = judged
    return found


def inputs(rows: Floats, first: Floats) -> Floats:
    """What the network sees, float32 [n, NAMES + 1]."""
    return np.concatenate([rows, first[:, None]], axis=1)
