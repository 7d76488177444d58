"""The sample magazine with its readers, and vectors that know what an article is about, so that no model is loaded."""

from datetime import datetime

import numpy as np
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import demo, vectors
from services.recommend.actions.evaluating import systems
from services.recommend.actions.ranking import load_shelf
from services.recommend.actions.ranking.learned import showable
from services.recommend.actions.ranking.rankers import Ranker
from services.recommend.actions.ranking.topmost import best
from services.recommend.actions.vectors import BACKBONE
from services.recommend.queries.histories import histories
from services.recommend.queries.items_text import texts
from services.recommend.sample.magazine.readers import affinity, readers
from services.recommend.sample.magazine.subjects import SUBJECTS
from services.recommend.sample.magazine.writing import articles


def open_magazine() -> None:
    demo.load_magazine(until=timezone.now())
    rng = np.random.default_rng(1)
    meanings = {subject.tags[1] + subject.section: rng.standard_normal(32) for subject in SUBJECTS}
    about = {item.key: item.tags[1] + item.category for item in models.Item.objects.all()}
    rows = []
    for key, text, updated_at in texts():
        vector = meanings[about[key]] + 0.3 * rng.standard_normal(32)
        packed = (vector / np.linalg.norm(vector)).astype(np.float16).tobytes()
        rows.append(
            models.ItemVector(
                item=key,
                encoder=BACKBONE,
                digest=vectors._digest(text),
                vector=packed,
                read_at=timezone.now(),
                item_updated_at=updated_at,
            )
        )
    models.ItemVector.objects.bulk_create(rows)


def liking(ranker: Ranker, *, now: datetime) -> float:
    """With which chance readers open what is listed to them, once they look at it: the simulation knows."""
    shelf, people = load_shelf(as_of=now, whole=True), {one.key: one for one in readers()}
    stock = {one.key: one for one in articles(until=now)}
    known = [one for one in histories(sorted(people), until=now) if one.items]
    everything, found = np.arange(len(shelf)), []
    for past, own in zip(known, systems.scores(ranker, shelf, known), strict=True):
        listed = best(np.where(showable(shelf, past, everything), own, np.float32(-np.inf)), 10)
        found.append(np.mean([affinity(people[past.user], stock[shelf.keys[place]]) for place in listed]))
    return float(np.mean(found))
