"""The sample magazine with its readers, and vectors that know what an article is about, so that no model is loaded."""

import numpy as np
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import demo, vectors
from services.recommend.actions.vectors import BACKBONE
from services.recommend.queries.items_text import texts
from services.recommend.sample.magazine.subjects import SUBJECTS


def open_magazine() -> None:
    demo.load_magazine(until=timezone.now())
    rng = np.random.default_rng(1)
    meanings = {subject.tags[1] + subject.section: rng.standard_normal(32) for subject in SUBJECTS}
    about = {item.key: item.tags[1] + item.category for item in models.Item.objects.all()}
    rows = []
    for key, text in texts():
        vector = meanings[about[key]] + 0.3 * rng.standard_normal(32)
        packed = (vector / np.linalg.norm(vector)).astype(np.float16).tobytes()
        rows.append(
            models.ItemVector(
                item=key, encoder=BACKBONE, digest=vectors._digest(text), vector=packed, read_at=timezone.now()
            )
        )
    models.ItemVector.objects.bulk_create(rows)
