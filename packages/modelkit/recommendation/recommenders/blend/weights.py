"""Which of the candidates was wanted? A conditional logit (McFadden, 1974) over the sources' evidence."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as fn

from modelkit.recommendation.data import History, Question
from modelkit.recommendation.recommenders.blend.evidence import GATES, PER_SOURCE, Floats, evidence, gates

# The rest of a catalogue is so far down in every source that it teaches nothing.
CANDIDATES = 500
QUESTIONS = 2_000
_AT_ONCE = 128
_STEPS = 60
# Counts 0.05.
_LITTLE = -3.0


def fit_weights(scores: Sequence[Floats], questions: Sequence[Question], *, ridge: float, seed: int) -> Floats:
    """float32 [gates, 2 sources] from each source's scores [questions, items]; `counts` makes weights of them.

    Where nothing is asked, the first source alone counts.
    """
    anchor = _anchor(PER_SOURCE * len(scores))
    chance = np.random.default_rng(seed)
    rows = chance.permutation(len(questions))[:QUESTIONS]
    if not len(rows):
        return anchor
    parts = list(_candidates(scores, questions, rows))
    seen, wanted = (torch.from_numpy(np.concatenate(column)) for column in zip(*parts, strict=True))
    gate = torch.from_numpy(gates([questions[row].history for row in rows]))
    # Few questions must not talk the blend out of its first source.
    start = torch.from_numpy(anchor)
    learnt = start.clone().requires_grad_()
    optimiser = torch.optim.LBFGS([learnt], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        logits = torch.einsum("qcf,qf->qc", seen, fn.softplus(gate @ learnt))
        loss = -(fn.log_softmax(logits, dim=1) * wanted).sum(dim=1).mean() + ridge * (learnt - start).square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    found: Floats = learnt.detach().numpy()
    return found


def counts(learnt: Floats, histories: Sequence[History]) -> Floats:
    """How much each piece of evidence counts, float32 [histories, 2 sources]; never below 0.

    A likelihood looks at all that was wanted, most of it far down: free weights would fit that by turning the top of a
    source upside down.
    """
    return np.asarray(np.logaddexp(0.0, gates(histories) @ learnt), dtype=np.float32)


def _anchor(width: int) -> Floats:
    """The first source counts 1, everything else next to nothing."""
    found = np.zeros((GATES, width), dtype=np.float32)
    found[:2] = _LITTLE
    found[:2, 0] = np.log(np.expm1(1.0))
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
