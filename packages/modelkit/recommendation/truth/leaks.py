"""Does what was learnt from tell the answers?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from modelkit.recommendation.splits import Split


@dataclass(frozen=True, slots=True)
class Leak:
    """`kind` names what leaks, `count` how often."""

    kind: str
    count: int


def find_leaks(split: Split) -> list[Leak]:
    """What should not be there. "future" is part of leave-one-out and a fault everywhere else.

    "answers": wanted pairs among the training rows. "own past": wanted items that stand in the history. "later
    history": history behind the moment of asking. "future": questions asked before something that was learnt from.
    """
    return [Leak(kind, count) for kind, count in _counts(split) if count]


def _counts(split: Split) -> Iterator[tuple[str, int]]:
    train, questions = split.train, split.questions
    items = len(train.catalogue)
    learnt = np.unique(train.users * items + train.items)
    asked = [one.user * items + one.wanted for one in questions]
    yield "answers", int(np.isin(np.concatenate(asked), learnt).sum()) if asked else 0
    yield "own past", sum(int(np.isin(one.wanted, one.history.items).sum()) for one in questions)
    yield "later history", sum(int((one.history.times > one.history.at).sum()) for one in questions)
    yield "future", sum(one.history.at < train.now for one in questions)
