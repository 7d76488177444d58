"""The recommender around the network."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor

from modelkit.recommendation.data import History, Interactions
from modelkit.recommendation.recommenders.base import Floats, Recommender, State
from modelkit.recommendation.recommenders.sequential.learning import train
from modelkit.recommendation.recommenders.sequential.network import Network
from modelkit.recommendation.recommenders.text_neighbours import centred

_AT_ONCE = 256


@dataclass(kw_only=True)
class Sequential(Recommender):
    """Without vectors in the catalogue, items are told apart by what is their own alone."""

    name: ClassVar[str] = "sequential"
    width: int = 64
    length: int = 50
    layers: int = 2
    heads: int = 2
    dropout: float = 0.3
    epochs: int = 15
    batch: int = 64
    rate: float = 2e-3
    decay: float = 0.01
    _network: Network | None = field(default=None, init=False, repr=False, compare=False)

    def learn(self, data: Interactions, *, seed: int) -> State:
        items = len(data.catalogue)
        given = data.catalogue.vectors
        vectors = centred(given) if len(given) == items else np.zeros((items, 1), dtype=np.float32)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            network = self._build(torch.from_numpy(np.ascontiguousarray(vectors)))
            train(
                network,
                [data.items[rows] for rows in data.rows_by_user],
                length=self.length,
                epochs=self.epochs,
                batch=self.batch,
                rate=self.rate,
                decay=self.decay,
                seed=seed,
            )
        untouched = np.setdiff1d(np.arange(items), data.items)
        with torch.no_grad():
            # Of what nobody has touched only the text is known, and it starts as an item of middling popularity does.
            network.own[untouched] = 0.0
            network.bias[untouched] = network.bias[np.unique(data.items)].median() if len(data) else 0.0
        self._network = network
        learnt = {name: one.detach().numpy() for name, one in network.state_dict().items()}
        return {"items": np.array([items]), "vectors": vectors, **learnt}

    def score(self, histories: Sequence[History]) -> Floats:
        network = self._opened()
        with torch.inference_mode():
            items = network.item_vectors()
            parts = [
                self._score(network, items, histories[start : start + _AT_ONCE])
                for start in range(0, len(histories), _AT_ONCE)
            ]
        return np.concatenate(parts)

    def _score(self, network: Network, items: Tensor, histories: Sequence[History]) -> Floats:
        given = np.zeros((len(histories), self.length), dtype=np.int64)
        for row, one in zip(given, histories, strict=True):
            latest = one.items[-self.length :]
            row[self.length - len(latest) :] = latest + 1
        hidden = network(torch.from_numpy(given), items)[:, -1]
        found: Floats = torch.nn.functional.linear(hidden, items, network.bias).numpy()
        return found

    def _opened(self) -> Network:
        if self._network is None:
            network = self._build(torch.from_numpy(self.state["vectors"]))
            rest = {name: torch.from_numpy(one) for name, one in self.state.items() if name not in ("items", "vectors")}
            network.load_state_dict(rest)
            self._network = network.eval()
        return self._network

    def _build(self, vectors: Tensor) -> Network:
        return Network(
            items=len(vectors),
            vectors=vectors,
            width=self.width,
            length=self.length,
            layers=self.layers,
            heads=self.heads,
            dropout=self.dropout,
        ).eval()
