"""The recommender around sources and weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from modelkit.recommendation.data import History, Interactions
from modelkit.recommendation.recommenders.base import Floats, Recommender, State
from modelkit.recommendation.recommenders.blend.evidence import evidence
from modelkit.recommendation.recommenders.blend.weights import counts, fit_weights
from modelkit.recommendation.splits import leave_one_out

_AT_ONCE = 256


@dataclass(kw_only=True)
class Blend(Recommender):
    """Sources learn twice: without everybody's last row, to be weighed on it, then from everything.

    How much a source counts depends on how much is known of the user and how long ago it was; `ridge` pulls towards
    the first source alone.
    """

    name: ClassVar[str] = "blend"
    sources: Sequence[Recommender] = ()
    ridge: float = 0.003

    def learn(self, data: Interactions, *, seed: int) -> State:
        aside = leave_one_out(data)
        histories = [one.history for one in aside.questions]
        scored = [one.fit(aside.train, seed=seed).scores(histories) for one in self.sources]
        weights = fit_weights(scored, aside.questions, ridge=self.ridge, seed=seed)
        for one in self.sources:
            one.fit(data, seed=seed)
        return self._joined(weights, items=len(data.catalogue))

    def score(self, histories: Sequence[History]) -> Floats:
        parts = [self._score(histories[start : start + _AT_ONCE]) for start in range(0, len(histories), _AT_ONCE)]
        return np.concatenate(parts)

    def _score(self, histories: Sequence[History]) -> Floats:
        seen = evidence([one.scores(histories) for one in self.sources], histories)
        found: Floats = np.einsum("qif,qf->qi", seen, counts(self.state["weights"], histories))
        return found

    def _joined(self, weights: Floats, *, items: int) -> State:
        """One flat state, so that a blend is kept as any other recommender is."""
        parts = {
            f"{number}.{name}": array for number, one in enumerate(self.sources) for name, array in one.state.items()
        }
        return {"items": np.array([items]), "weights": weights, **parts}

    def settings(self) -> dict[str, Any]:
        described = [{"recommender": one.name, "settings": one.settings()} for one in self.sources]
        return super().settings() | {"sources": described}

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        from modelkit.recommendation.recommenders import class_of

        made = super().load(folder)
        made.sources = [class_of(one["recommender"])(**one["settings"]) for one in made.sources]  # type: ignore[index]
        for number, one in enumerate(made.sources):
            prefix = f"{number}."
            parts = {name: array for name, array in made.state.items() if name.startswith(prefix)}
            one.state = {name.removeprefix(prefix): array for name, array in parts.items()}
            one.fingerprint = made.fingerprint
        return made
