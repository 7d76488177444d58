"""A tower for people and one for items, both over text alone: whoever can be read can be recommended.

Encode once, search by dot product: the item tower's vectors may stand in any vector index.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as fn

from modelkit.recommendation.data import History, Interactions
from modelkit.recommendation.recommenders.base import Floats, Recommender, State
from modelkit.recommendation.recommenders.text_neighbours import centred, vectors_of

# A history is read at several speeds of forgetting: the last few, the last dozen, all of it.
_RECENCIES = (2.0, 0.7, 0.0)
_TEMPERATURE = 0.07


@dataclass(kw_only=True)
class TwoTower(Recommender):
    """Linear towers from text vectors to `dimension`; the user's reads faded means of the history.

    `depth` events of a history are read. Learnt by a softmax over the touched items, whose popularity is taken out
    (Yi et al., RecSys 2019) and given back while scoring to the power of `popular`: at 0 only the texts count.
    """

    name: ClassVar[str] = "two-tower"
    dimension: int = 64
    depth: int = 50
    epochs: int = 10
    batch: int = 256
    rate: float = 2e-3
    decay: float = 0.05
    popular: float = 0.0

    def learn(self, data: Interactions, *, seed: int) -> State:
        vectors = centred(vectors_of(data.catalogue))
        counts = np.bincount(data.items, minlength=len(vectors)).astype(np.float32)
        means, nexts = _examples(data, vectors, depth=self.depth, chance=np.random.default_rng(seed))
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            users, items = _towers(vectors.shape[1], self.dimension)
            if len(nexts):
                self._train(users, items, torch.from_numpy(vectors), torch.from_numpy(counts), means, nexts, seed)
            with torch.inference_mode():
                encoded = fn.normalize(items(torch.from_numpy(vectors)), dim=1).numpy()
        return {
            "items": np.array([len(vectors)]),
            "vectors": vectors,
            "encoded": encoded,
            "user_tower": users.weight.detach().numpy(),
            "log_popularity": np.log1p(counts),
        }

    def score(self, histories: Sequence[History]) -> Floats:
        means = np.stack([_read(one.items, self.state["vectors"], self.depth) for one in histories])
        raw = means @ self.state["user_tower"].T
        people = raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-9)
        likeness = people @ self.state["encoded"].T / _TEMPERATURE
        found: Floats = likeness + self.popular * self.state["log_popularity"]
        return found

    def _train(
        self,
        users: nn.Linear,
        items: nn.Linear,
        vectors: Tensor,
        counts: Tensor,
        means: Floats,
        nexts: NDArray[np.int64],
        seed: int,
    ) -> None:
        chance = np.random.default_rng(seed)
        touched = torch.nonzero(counts)[:, 0]
        numbers = torch.full((len(counts),), -1)
        numbers[touched] = torch.arange(len(touched))
        offsets, texts = torch.log(counts[touched]), vectors[touched]
        optimiser = torch.optim.AdamW([*users.parameters(), *items.parameters()], lr=self.rate, weight_decay=self.decay)
        given, wanted = torch.from_numpy(means), numbers[torch.from_numpy(nexts)]
        for _ in range(self.epochs):
            for rows in torch.split(torch.from_numpy(chance.permutation(len(nexts))), self.batch):
                people = fn.normalize(users(given[rows]), dim=1)
                logits = people @ fn.normalize(items(texts), dim=1).T / _TEMPERATURE + offsets
                loss = fn.cross_entropy(logits, wanted[rows])
                optimiser.zero_grad(set_to_none=True)
                loss.backward()  # type: ignore[no-untyped-call]
                optimiser.step()


def _towers(width: int, dimension: int) -> tuple[nn.Linear, nn.Linear]:
    """Both begin as the same map, so that likeness of texts is where learning starts."""
    items = nn.Linear(width, dimension, bias=False)
    nn.init.orthogonal_(items.weight)
    users = nn.Linear(width * len(_RECENCIES), dimension, bias=False)
    with torch.no_grad():
        users.weight.copy_(torch.cat([items.weight / len(_RECENCIES)] * len(_RECENCIES), dim=1))
    return users, items


def _examples(
    data: Interactions, vectors: Floats, *, depth: int, chance: np.random.Generator, per_user: int = 20
) -> tuple[Floats, NDArray[np.int64]]:
    """Histories cut at up to `per_user` places, read [n, width], and the item that came next [n]."""
    means, nexts = [], []
    for rows in data.rows_by_user:
        items = data.items[rows]
        cuts = np.arange(1, len(items))
        for cut in chance.permutation(cuts)[:per_user]:
            means.append(_read(items[:cut], vectors, depth))
            nexts.append(items[cut])
    width = vectors.shape[1] * len(_RECENCIES)
    return np.array(means, dtype=np.float32).reshape(-1, width), np.array(nexts, dtype=np.int64)


def _read(items: NDArray[np.int64], vectors: Floats, depth: int) -> Floats:
    """The history as faded means side by side, float32 [3 dim], each of unit length; zeros of an empty one."""
    latest = items[::-1][:depth]
    order = np.arange(1, len(latest) + 1, dtype=np.float32)
    weights = np.stack([order**-recency for recency in _RECENCIES])
    sums = weights @ vectors[latest]
    sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    found: Floats = sums.ravel().astype(np.float32)
    return found
