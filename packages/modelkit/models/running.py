"""Run a model over many inputs: sorted by length, batched by tokens, answers back in the order of the questions."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from modelkit.data.batching import sorted_batches
from modelkit.models.tokeniser import Batch, Tokeniser, TokenRow

FloatArray = NDArray[np.float32]


def run(
    rows: Sequence[TokenRow],
    forward: Callable[[Batch], Tensor],
    *,
    tokeniser: Tokeniser,
    width: int,
    tokens_per_batch: int,
    device: str,
) -> FloatArray:
    """float32 [n, width]: `forward` of every row, at most `tokens_per_batch` padded tokens at a time."""
    out = np.empty((len(rows), width), dtype=np.float32)
    with torch.inference_mode():
        for positions in sorted_batches([len(row) for row in rows], tokens_per_batch):
            batch = tokeniser.pad([rows[position] for position in positions]).to(device)
            out[positions] = forward(batch).float().cpu().numpy()
    return out
