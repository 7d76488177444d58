"""What to label next: what the models are least sure of, unlike what is labelled, and unlike each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Exists, OuterRef, Q, QuerySet
from numpy.typing import NDArray

from services.sentiment import models

# Sureness is compared among so many of the newest, and likeness among the least sure of those.
POOL, COMPARED = 500, 120
# So many labels speak for what is labelled already.
_KNOWN = 400
# An article, and the entity in it; 0 is the article as a whole.
Place = tuple[int, int]
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Candidate:
    """An article, or an entity in it, to label. `alike` tells how near the nearest labelled story is, 0 to 1."""

    article: models.Article
    entity: models.Entity | None
    sentiment: str
    probabilities: dict[str, float]
    topic: str
    alike: float = 0.0

    @property
    def margin(self) -> float:
        """How far the likeliest sentiment is ahead of the next, 0 to 1."""
        first, second = (share for _name, share in self.likeliest)
        return first - second

    @property
    def likeliest(self) -> list[tuple[str, float]]:
        ranked = sorted(self.probabilities.items(), key=lambda pair: -pair[1])
        return [*ranked, ("", 0.0), ("", 0.0)][:2]

    @property
    def place(self) -> Place:
        return self.article.pk, self.entity.pk if self.entity else 0


def most_informative(limit: int = 20, *, skipped: frozenset[Place] = frozenset()) -> list[Candidate]:
    """Small margins first (Scheffer et al., 2001), away from what is labelled or chosen (Brinker, 2003)."""
    fresh = [one for one in _unlabelled() if one.place not in skipped]
    by_story: dict[Place, Candidate] = {}
    for one in sorted(fresh, key=lambda candidate: candidate.margin):
        by_story.setdefault((one.article.story_id or -one.article.pk, one.place[1]), one)
    return _spread(list(by_story.values())[:COMPARED], limit)


def at(article_id: int, entity_id: int) -> Candidate | None:
    """One place, labelled or not, as when a label was just taken back."""
    rows = _judged().filter(article=article_id, entity=entity_id or None)
    return next(iter(_candidates(rows[:1])), None)


def about(entity: models.Entity) -> int:
    """How many labels speak of it."""
    return models.Label.objects.filter(Q(entity=entity) | Q(entity_name=entity.name)).count()


def _unlabelled() -> list[Candidate]:
    known = models.Label.objects.filter(article=OuterRef("article"))
    whole = Q(entity=None) & ~Exists(known.filter(entity_name=""))
    part = Q(entity__isnull=False) & ~Exists(known.filter(entity=OuterRef("entity")))
    return _candidates(_judged().filter(whole | part).order_by("-article_id", "entity_id")[:POOL])


def _judged() -> QuerySet[models.Judgement]:
    rows = models.Judgement.objects.filter(current=True, entity__deleted_at=None)
    return rows.select_related("article", "article__story", "entity").defer("article__signature")


def _candidates(rows: Iterable[models.Judgement]) -> list[Candidate]:
    return [Candidate(row.article, row.entity, row.sentiment, row.probabilities, row.topic) for row in rows]


def _spread(pool: Sequence[Candidate], limit: int) -> list[Candidate]:
    """Greedily the most of unsureness times unlikeness; likeness is seen against what is usual in the pool."""
    if not pool:
        return []
    vectors = _vectors(one.article.story for one in pool)
    usual = float(np.median(vectors @ vectors.T))
    unsure = np.array([1.0 - one.margin for one in pool])
    alike = _alike(vectors, _labelled(), usual)
    first = alike.copy()
    chosen: list[Candidate] = []
    left = np.ones(len(pool), dtype=bool)
    while left.any() and len(chosen) < limit:
        best = int(np.where(left, unsure * (1.0 - alike) + 1e-6 * unsure, -1.0).argmax())
        one = pool[best]
        chosen.append(Candidate(**(vars(one) | {"alike": round(float(first[best]), 3)})))
        left[best] = False
        alike = np.maximum(alike, _alike(vectors, vectors[best : best + 1], usual))
    return chosen


def _alike(vectors: Vectors, others: Vectors, usual: float) -> NDArray[np.float64]:
    """[n] of 0 to 1: the nearest of the others, where unrelated news counts as 0."""
    if not len(others):
        return np.zeros(len(vectors))
    nearest = (vectors @ others.T).max(axis=1)
    return np.asarray(((nearest - usual) / max(1.0 - usual, 1e-6)).clip(0.0, 1.0), dtype=np.float64)


def _labelled() -> Vectors:
    rows = models.Story.objects.filter(articles__labels__isnull=False).order_by("-pk").distinct()[:_KNOWN]
    return _vectors(rows)


def _vectors(stories: Iterable[models.Story | None]) -> Vectors:
    """Unit vectors [n, dim]; zeros where a story has none of the size of the others."""
    found = [np.frombuffer(bytes(one.centroid) if one else b"", dtype=np.float32) for one in stories]
    size = max((len(vector) for vector in found), default=0)
    rows = [vector if len(vector) == size else np.zeros(size, np.float32) for vector in found]
    return np.stack(rows) if rows else np.zeros((0, 0), dtype=np.float32)
