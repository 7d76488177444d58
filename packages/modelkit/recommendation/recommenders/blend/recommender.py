"""The recommender around sources and weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

import numpy as np

from modelkit.recommendation.data import History, Interactions, Question
from modelkit.recommendation.recommenders.base import Floats, Recommender, State
from modelkit.recommendation.recommenders.blend.evidence import evidence
from modelkit.recommendation.recommenders.blend.weights import counts, fit_weights
from modelkit.recommendation.splits import Split, leave_one_out, rolling

_AT_ONCE = 256


@dataclass(kw_only=True)
class Blend(Recommender):
    """Sources learn twice: without the rows kept aside, to be weighed on them, then from everything.

    `aside` names these rows: everybody's "last", or the latest `windows` of `days`. How much a source counts depends on
    how much is known of the user and how long ago it was; `ridge` pulls towards the first source alone.
    """

    name: ClassVar[str] = "blend"
    sources: Sequence[Recommender] = ()
    aside: Literal["last", "window"] = "last"
    days: float = 14.0
    windows: int = 1
    ridge: float = 0.003

    def learn(self, data: Interactions, *, seed: int) -> State:
        scored: list[list[Floats]] = []
        questions: list[Question] = []
        for split in self._splits(data):
            histories = [one.history for one in split.questions]
            scored.append([one.fit(split.train, seed=seed).scores(histories) for one in self.sources])
            questions += split.questions
        # Without any window that leaves rows to learn from, nobody is asked.
        nobody = np.zeros((0, len(data.catalogue)), dtype=np.float32)
        joined = [np.concatenate([nobody, *(one[place] for one in scored)]) for place in range(len(self.sources))]
        weights = fit_weights(joined, questions, ridge=self.ridge, seed=seed)
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

    def _splits(self, data: Interactions) -> list[Split]:
        if self.aside == "last":
            return [leave_one_out(data)]
        return list(rolling(data, count=self.windows, days=self.days))

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
