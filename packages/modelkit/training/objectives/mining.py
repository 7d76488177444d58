"""Hard negatives: passages that look right to the encoder as it is now, and are not."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

# A passage this much nearer than the true answer is more likely an unmarked right one (NV-Retriever, arXiv:2407.15831).
NEAREST_SHARE_OF_POSITIVE = 0.98
ROWS_AT_ONCE = 512


def mine(
    known: Mapping[int, set[int]],
    encode: Callable[[Sequence[int]], Tensor],
    *,
    count: int,
    depth: int,
    seed: int,
) -> dict[int, tuple[int, ...]]:
    """For each query, up to `count` passages drawn from its `depth` nearest that do not answer it.

    `known` holds each query's right passages, `encode` gives unit vectors [n, dim] of text numbers. Passages that
    answer a query with the same answer are left out, since groups of paraphrases share their passages.
    """
    if not count:
        return {}
    random = np.random.default_rng(seed)
    queries = sorted(known)
    passages = np.array(sorted(set().union(*known.values())))
    vectors = encode(passages.tolist())
    found: dict[int, tuple[int, ...]] = {}
    for start in range(0, len(queries), ROWS_AT_ONCE):
        block = queries[start : start + ROWS_AT_ONCE]
        cosines = encode(block) @ vectors.T
        nearest = cosines.topk(min(depth, len(passages)), dim=1).indices
        for row, query in enumerate(block):
            wrong = _wrong(cosines[row], nearest[row], np.isin(passages, list(known[query])))
            drawn = random.permutation(len(wrong))[:count]
            found[query] = tuple(int(passages[wrong[place]]) for place in drawn)
    return found


def _wrong(cosines: Tensor, nearest: Tensor, right: np.ndarray) -> list[int]:
    limit = float(cosines[torch.from_numpy(right)].max()) * NEAREST_SHARE_OF_POSITIVE
    candidates = [int(place) for place in nearest if not right[int(place)]]
    far_enough = [place for place in candidates if float(cosines[place]) < limit]
    # A query whose own answer is still far away has only nearer ones; better those than none.
    return far_enough or candidates
