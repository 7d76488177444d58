"""Which of the candidates was wanted? A conditional logit (McFadden, 1974) over the sources' evidence."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as fn

from modelkit.recommendation.data import Question
from modelkit.recommendation.recommenders.blend.evidence import GATES, PER_SOURCE, Floats, evidence, gates

# The rest of a catalogue is so far down in every source that it teaches nothing.
CANDIDATES = 500
QUESTIONS = 2_000
_AT_ONCE = 128
_STEPS = 60


def fit_weights(scores: Sequence[Floats], questions: Sequence[Question], *, ridge: float, seed: int) -> Floats:
    """float32 [gates, 2 sources]; `scores` are each source's, [questions, items]. Zeros where nothing is asked."""
    width = PER_SOURCE * len(scores)
    chance = np.random.default_rng(seed)
    rows = chance.permutation(len(questions))[:QUESTIONS]
    if not len(rows):
        return np.zeros((GATES, width), dtype=np.float32)
    parts = list(_candidates(scores, questions, rows))
    seen, wanted = (torch.from_numpy(np.concatenate(column)) for column in zip(*parts, strict=True))
    gate = torch.from_numpy(gates([questions[row].history for row in rows]))
    weights = torch.zeros(GATES, width, requires_grad=True)
    # To begin with every source counts alike.
    with torch.no_grad():
        weights[0] = 1.0 / len(scores)
    optimiser = torch.optim.LBFGS([weights], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        logits = torch.einsum("qcf,qf->qc", seen, gate @ weights)
        loss = -(fn.log_softmax(logits, dim=1) * wanted).sum(dim=1).mean() + ridge * weights.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    found: Floats = weights.detach().numpy()
    return found


def _candidates(
    scores: Sequence[Floats], questions: Sequence[Question], rows: NDArray[np.int64]
) -> Iterator[tuple[Floats, Floats]]:
    """Evidence [n, candidates, features], and how much of each question's wish each is [n, candidates]."""
    for start in range(0, len(rows), _AT_ONCE):
        chosen = rows[start : start + _AT_ONCE]
        asked = [questions[row] for row in chosen]
        seen = evidence([one[chosen] for one in scores], [one.history for one in asked])
        wanted = np.zeros(seen.shape[:2], dtype=np.float32)
        best = seen.max(axis=2)
        for row, one in enumerate(asked):
            best[row, one.history.items] = -np.inf
            best[row, one.wanted] = np.inf
            wanted[row, one.wanted] = 1.0 / len(one.wanted)
        kept = np.argsort(-best, axis=1, kind="stable")[:, :CANDIDATES]
        yield np.take_along_axis(seen, kept[:, :, None], axis=1), np.take_along_axis(wanted, kept, axis=1)
