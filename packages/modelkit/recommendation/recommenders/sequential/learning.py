"""One pass after another over all histories: at every step, which item comes next?"""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as fn

from modelkit.recommendation.recommenders.sequential.network import NOTHING, Network

Places = NDArray[np.int64]
_WARM_UP = 0.05
_LOWEST = 0.05


def train(
    network: Network,
    histories: Sequence[Places],
    *,
    length: int,
    epochs: int,
    batch: int,
    rate: float,
    decay: float,
    seed: int,
) -> None:
    """Full softmax over the items that anybody has touched: those nobody has must not learn to be avoided."""
    usable = [one for one in histories if len(one) > 1]
    if not usable:
        return
    touched = torch.from_numpy(np.unique(np.concatenate(usable)))
    numbers = torch.full((len(network.own) + 1,), -1)
    numbers[touched + 1] = torch.arange(len(touched))
    chance = np.random.default_rng(seed)
    # Long histories give several windows a pass.
    windows = [row for row, one in enumerate(usable) for _ in range(max(1, round(len(one) / length)))]
    steps = epochs * math.ceil(len(windows) / batch)
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=decay, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _share(step, steps))
    network.train()
    for _ in range(epochs):
        for chosen in _batches(chance.permutation(windows), batch):
            given, wanted = _windows([usable[row] for row in chosen], length, chance)
            loss = _loss(network, given, wanted, touched, numbers)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    network.eval()


def _loss(network: Network, given: Tensor, wanted: Tensor, touched: Tensor, numbers: Tensor) -> Tensor:
    items = network.item_vectors()
    hidden = network(given, items)
    real = wanted != NOTHING
    logits = fn.linear(hidden[real], items[touched], network.bias[touched])
    return fn.cross_entropy(logits, numbers[wanted[real]])


def _share(step: int, steps: int) -> float:
    """Of the rate: up in the first twentieth, then down a cosine."""
    warm = max(1, int(_WARM_UP * steps))
    down = 0.5 * (1 + math.cos(math.pi * step / max(steps, 1)))
    return min(1.0, (step + 1) / warm) * (_LOWEST + (1 - _LOWEST) * down)


def _batches(rows: Places, size: int) -> Iterator[Places]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _windows(histories: Sequence[Places], length: int, chance: np.random.Generator) -> tuple[Tensor, Tensor]:
    """What was seen [n, length] and what came next [n, length], places from 1, padded in front."""
    given = np.zeros((len(histories), length), dtype=np.int64)
    wanted = np.zeros_like(given)
    for row, whole in enumerate(histories):
        end = len(whole) if len(whole) <= length + 1 else int(chance.integers(length + 1, len(whole) + 1))
        part = whole[max(0, end - length - 1) : end] + 1
        given[row, length - len(part) + 1 :], wanted[row, length - len(part) + 1 :] = part[:-1], part[1:]
    return torch.from_numpy(given), torch.from_numpy(wanted)
