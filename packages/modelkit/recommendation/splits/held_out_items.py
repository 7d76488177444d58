"""Some items are taken out whole, as if they were published tomorrow: only their texts can find their readers."""

import numpy as np
from numpy.typing import NDArray

from modelkit.recommendation.data import Interactions, Question
from modelkit.recommendation.splits.split import Split

Flags = NDArray[np.bool_]


def hold_out_items(data: Interactions, *, share: float = 0.1, seed: int = 0) -> tuple[Split, Flags]:
    """The split, and which items [items] were held out: whoever is asked ranks these alone, they are the new ones.

    A question is a user with their whole remaining history; all the held-out items they touched are wanted.
    """
    chance = np.random.default_rng(seed)
    touched = np.unique(data.items)
    chosen = chance.choice(touched, size=max(1, round(share * len(touched))), replace=False)
    new = np.zeros(len(data.catalogue), dtype=bool)
    new[chosen] = True
    train = data.where(~new[data.items])
    held_out = data.where(new[data.items])
    questions = []
    for user, rows in enumerate(held_out.rows_by_user):
        history = train.history(user)
        if len(rows) and len(history):
            questions.append(Question(user, history, np.unique(held_out.items[rows])))
    return Split(f"{len(chosen)} items held out", train, questions), new
