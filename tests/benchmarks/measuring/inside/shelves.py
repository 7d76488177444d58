"""Runs inside the recommend service: a large catalogue with vectors, readers and a ranker, made up from a seed."""

import json
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import numpy as np
from django.conf import settings
from django.utils import timezone

from modelkit.registry import Card, Registry
from modelkit.retrieval.kernel import Grouped, top_k
from services.recommend import models
from services.recommend.actions.ranking import choose, current_shelf
from services.recommend.actions.ranking.learned import Weights
from services.recommend.actions.ranking.rankers import NAME, current_ranker
from services.recommend.actions.vectors import BACKBONE
from services.recommend.queries.histories import histories
from shared.accounts.models import User
from shared.api_keys.actions import issue_key

_SUBJECTS, _SECTIONS, _DIM, _EVENTS = 500, 20, 384, 20
# What a training on the sample magazine found, rounded: text first, then freshness and habits.
_WEIGHTS = Weights([0.0] * 7, [1.0] * 7, [4.0, 1.5, 1.0, 1.0, 0.6, 0.5, 0.1], -4.0)


def fill(items: int, users: int) -> None:
    """Everything, and the text of a key that may read, write items and send events, on standard output."""
    rng = np.random.default_rng(5)
    subjects = rng.integers(0, _SUBJECTS, items)
    _fill_items(rng, subjects)
    _fill_events(rng, subjects, users)
    with tempfile.TemporaryDirectory() as folder:
        _WEIGHTS.save(Path(folder))
        Card(task="rank", backbone=BACKBONE, metrics={}).write(folder)
        Registry(settings.RANKERS_DIR).publish(NAME, folder)
    user = User.objects.create_user(username="sender", password=None, role="admin")
    scopes = ["events:write", "items:write", "recommendations:read"]
    sys.stdout.write(issue_key(name="sender", scopes=scopes, created_by=user)[1] + "\n")


def _fill_items(rng: np.random.Generator, subjects: np.ndarray) -> None:
    """Texts of a subject point the same way, as an encoder's do: some directions matter much more than others."""
    now = timezone.now()
    shape = np.arange(1, _DIM + 1) ** -0.4
    centres = rng.standard_normal((_SUBJECTS, _DIM)) * shape
    for start in range(0, len(subjects), 10_000):
        part = subjects[start : start + 10_000]
        rows = [
            models.Item(
                key=f"item-{start + place:06d}",
                title=f"Item {start + place} about subject {subject}",
                category=f"section-{subject % _SECTIONS:02d}",
                language="zh" if subject % 3 == 0 else "en",
                published_at=now - timedelta(days=float(rng.exponential(30.0))),
                updated_at=now,
            )
            for place, subject in enumerate(part)
        ]
        models.Item.objects.bulk_create(rows)
        vectors = centres[part] + 0.8 * rng.standard_normal((len(part), _DIM)) * shape
        packed = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
        models.ItemVector.objects.bulk_create(
            models.ItemVector(item=row.key, encoder=BACKBONE, digest="0", vector=vector.tobytes(), read_at=now)
            for row, vector in zip(rows, packed, strict=True)
        )


def _fill_events(rng: np.random.Generator, subjects: np.ndarray, users: int) -> None:
    """Everybody reads two subjects, and now and then anything."""
    now = timezone.now()
    of_subject = [np.flatnonzero(subjects == number) for number in range(_SUBJECTS)]
    events, activities = [], []
    for number in range(users):
        liked = rng.choice(_SUBJECTS, 2, replace=False)
        activities.append(models.Activity(user=f"user-{number:05d}", day=now.date(), events=_EVENTS))
        for step in range(_EVENTS):
            near = of_subject[liked[step % 2]]
            item = int(rng.choice(near)) if rng.random() < 0.8 and len(near) else int(rng.integers(0, len(subjects)))
            events.append(
                models.Event(
                    id=f"e{number}-{step}",
                    user=f"user-{number:05d}",
                    item=f"item-{item:06d}",
                    kind="click",
                    at=now - timedelta(days=float(rng.exponential(4.0))),
                    digest=0,
                )
            )
        if len(events) > 20_000 or number == users - 1:
            models.Event.objects.bulk_create(events)
            models.Activity.objects.bulk_create(activities)
            events, activities = [], []


def compare(users: int) -> None:
    """How near lists from candidates come to lists from everything, as one JSON object."""
    shelf, ranker = current_shelf(), current_ranker()
    past = histories([f"user-{number:05d}" for number in range(users)], until=timezone.now())
    asked = ranker.asks(shelf, past)
    seen = [np.array([shelf.places[item] for item in one.items if item in shelf.places]) for one in past]
    live = np.flatnonzero(~shelf.live)
    exact = top_k(
        asked.vectors,
        shelf.vectors,
        10,
        bias=asked.bias,
        grouped=None if asked.table is None else Grouped(asked.table, shelf.groups.codes),
        left_out=[np.union1d(one, live) for one in seen],
    )
    shared = []
    for one, places in zip(past, exact.places, strict=True):
        found = [pick.item for pick in choose(shelf, one, ranker, count=10, reasons=False)]
        wanted = [shelf.keys[place] for place in places]
        shared.append((len(set(found) & set(wanted)) / 10, found == wanted))
    recall, same = np.array(shared, dtype=np.float64).mean(axis=0)
    sys.stdout.write(json.dumps({"recall": recall, "same": same, "users": users}) + "\n")
