"""`python -m tests.benchmarks.measuring.warehouse ITEMS USERS`: a large catalogue with users, as the service keeps it.

Vectors lie around a thousand subjects; a user has two or three of them and opens what is popular there. The ranker is
given its weights, and learns what others did.
"""

import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import django
import numpy as np

DIM, SUBJECTS, SECTIONS, DEEDS = 384, 1_000, 40, 20
_DAYS, _AT_ONCE = 28, 5_000
WEIGHTS = {"interest": 4.0, "last": 1.5, "popularity": 1.0, "fresh": 0.8, "language": 0.3, "section": 0.5}


def main() -> None:
    items, users = (int(one) for one in sys.argv[1:])
    django.setup()
    from django.utils import timezone

    rng, now = np.random.default_rng(1), timezone.now()
    about = rng.integers(0, SUBJECTS, items)
    _stock(rng, about, now)
    _act(rng, about, users, now)
    _learn(now)


def item_key(number: int) -> str:
    return f"item-{number:06d}"


def user_key(number: int) -> str:
    return f"user-{number:06d}"


def _stock(rng: np.random.Generator, about: "np.typing.NDArray[np.int64]", now: datetime) -> None:
    from services.recommend import models
    from services.recommend.actions.vectors import BACKBONE, _digest
    from services.recommend.queries.items_text import texts

    ages = rng.exponential(60.0, len(about))
    for part in _parts(len(about)):
        models.Item.objects.bulk_create(
            models.Item(
                key=item_key(number),
                title=f"Item {number} on subject {about[number]}",
                category=f"section-{about[number] % SECTIONS}",
                language=("en", "zh")[number % 5 == 0],
                published_at=now - timedelta(days=float(ages[number])),
                updated_at=now,
            )
            for number in part
        )
    subjects = rng.standard_normal((SUBJECTS, DIM)).astype(np.float32)
    rows = []
    for number, (key, text, _updated_at) in enumerate(texts()):
        vector = subjects[about[number]] + 0.8 * rng.standard_normal(DIM).astype(np.float32)
        packed = (vector / np.linalg.norm(vector)).astype(np.float16).tobytes()
        told = {"encoder": BACKBONE, "digest": _digest(text), "vector": packed, "read_at": now - timedelta(hours=23)}
        told["item_updated_at"] = now - timedelta(days=1)
        rows.append(models.ItemVector(item=key, **told))
    models.ItemVector.objects.bulk_create(rows, batch_size=_AT_ONCE)
    # Yesterday's catalogue: what came a moment ago is looked at once more, in case some of it came late.
    models.Item.objects.update(updated_at=now - timedelta(days=1))


def _act(rng: np.random.Generator, about: "np.typing.NDArray[np.int64]", users: int, now: datetime) -> None:
    """Through the door that events come in by, so that everything counted beside them is."""
    from services.recommend.actions.ingest import keep_rows, reading
    from services.recommend.actions.ingest.shapes import MANY

    by_subject = [np.flatnonzero(about == subject) for subject in range(SUBJECTS)]
    stocked = [one for one in range(SUBJECTS) if len(by_subject[one])]
    waiting: list[dict[str, object]] = []
    for user in range(users):
        liked = rng.choice(stocked, 3)
        for deed in range(DEEDS):
            shelf = by_subject[liked[rng.integers(0, 3)]]
            # A few of each subject are opened most.
            place = min(int(rng.exponential(len(shelf) / 6)), len(shelf) - 1)
            at = now - timedelta(days=float(_DAYS * rng.random()))
            event = {"id": f"e-{user}-{deed}", "user": user_key(user), "item": item_key(int(shelf[place]))}
            waiting.append({**event, "kind": "click", "at": at.isoformat()})
        if len(waiting) >= _AT_ONCE or user == users - 1:
            keep_rows(reading.as_rows(MANY.validate_python(waiting)))
            waiting = []


def _learn(now: datetime) -> None:
    from django.conf import settings

    from modelkit.registry import Card, Registry
    from services.recommend.actions.ranking.behaviour import Behaviour
    from services.recommend.actions.ranking.features import NAMES
    from services.recommend.actions.ranking.learned import LearnedRanker, Weights

    own = [WEIGHTS.get(name, 0.0) for name in NAMES]
    weights = Weights([0.0] * len(NAMES), [1.0] * len(NAMES), own, -4.0)
    with tempfile.TemporaryDirectory() as folder:
        LearnedRanker("", weights, Behaviour.learn(until=now)).save(Path(folder))
        Card(task="rank").write(folder)
        Registry(settings.RANKERS_DIR).publish("ranker", folder)


def _parts(count: int) -> Iterator[range]:
    for start in range(0, count, _AT_ONCE):
        yield range(start, min(start + _AT_ONCE, count))


if __name__ == "__main__":
    main()
