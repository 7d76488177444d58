"""Batches of texts of like length: padding is work that nobody asked for."""

from collections.abc import Sequence

import numpy as np

# Lengths closer than this share a batch in varying company, so that epochs differ while padding stays near 1 %.
LENGTH_JITTER = 1.5


def sorted_batches(lengths: Sequence[int], tokens_per_batch: int) -> list[list[int]]:
    """Positions of texts in batches of at most `tokens_per_batch` padded tokens, longest first.

    `lengths` are in tokens. A text longer than the budget has a batch of its own.
    """
    return _fill(np.asarray(lengths), np.argsort(lengths, kind="stable")[::-1], tokens_per_batch, None)


def bucketed_batches(
    lengths: Sequence[int], tokens_per_batch: int, seed: int, epoch: int, *, max_items: int | None = None
) -> list[list[int]]:
    """Every position once, in shuffled batches of like length; the same seed and epoch give the same batches.

    `max_items` bounds the texts of a batch, for objectives whose gradient depends on it.
    """
    random = np.random.default_rng([seed, epoch])
    jittered = np.asarray(lengths) + random.uniform(0, LENGTH_JITTER, len(lengths))
    batches = _fill(np.asarray(lengths), np.argsort(jittered)[::-1], tokens_per_batch, max_items)
    random.shuffle(batches)
    return batches


def _fill(lengths: np.ndarray, order: np.ndarray, tokens_per_batch: int, max_items: int | None) -> list[list[int]]:
    batches: list[list[int]] = []
    widest = 0
    for position in order.tolist():
        widest_with = max(widest, int(lengths[position]))
        if batches and _fits(len(batches[-1]) + 1, widest_with, tokens_per_batch, max_items):
            batches[-1].append(position)
            widest = widest_with
        else:
            batches.append([position])
            widest = int(lengths[position])
    return batches


def _fits(items: int, widest: int, tokens_per_batch: int, max_items: int | None) -> bool:
    return items * widest <= tokens_per_batch and (max_items is None or items <= max_items)
