"""A small town of readers: each keeps to one shelf of the library, and reads it in the order it stands."""

import numpy as np

from modelkit.recommendation.data import Catalogue, Interactions

SHELVES, PER_SHELF, USERS = 4, 12, 60
DAY = 86_400.0


def catalogue() -> Catalogue:
    """Texts say the shelf; vectors too, with a little of each item's own."""
    chance = np.random.default_rng(7)
    shelves = np.arange(SHELVES * PER_SHELF) // PER_SHELF
    vectors = np.eye(SHELVES, 8)[shelves] + 0.2 * chance.standard_normal((len(shelves), 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    keys = [f"book-{number}" for number in range(len(shelves))]
    return Catalogue(
        keys,
        [f"shelf {shelf} book {key}" for shelf, key in zip(shelves, keys, strict=True)],
        vectors.astype(np.float32),
    )


def town() -> Interactions:
    """Eight books a reader, one a day, each the next on the shelf."""
    chance = np.random.default_rng(3)
    users, items, times = [], [], []
    for user in range(USERS):
        shelf, first, began = user % SHELVES, int(chance.integers(PER_SHELF)), float(chance.uniform(0, 30))
        for number in range(8):
            users.append(user)
            items.append(shelf * PER_SHELF + (first + number) % PER_SHELF)
            times.append((began + number) * DAY)
    return Interactions.of(users, items, times, catalogue=catalogue())
