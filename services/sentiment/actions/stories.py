"""Which event an article tells: near in meaning, near in time, about the same entities."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from services.sentiment import models
from services.sentiment.actions.names import BACKBONE, STORY_ENCODER
from services.sentiment.actions.understanding.digest import digest
from services.sentiment.queries import story_matching as known
from shared.engines import engine, live_models, patiently

Vector = NDArray[np.float32]

# An event is written about for so long after its last article.
WINDOW = timedelta(hours=36)
# Cosine of two reports of one event; the backbone puts unrelated news at about .80.
NEAR = 0.90
# Title and lead; what follows differs between reports of one event.
LEAD_TOKENS = 72


_MOVED = ["title", "first_seen_at", "last_seen_at", "articles_count", "groups_count", "centroid"]


@dataclass
class _Candidate:
    """A story as it stands while a batch is assigned to it."""

    story: models.Story
    total: Vector
    entities: set[int] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)


def embed(articles: Sequence[models.Article]) -> Vector:
    """Unit vectors float32 [n, dim] of titles with their lead."""
    leads = [digest(article.read_text, tokens=LEAD_TOKENS) for article in articles]
    encoder = live_models().get(STORY_ENCODER, BACKBONE)
    found: Vector = patiently(lambda: engine().embed(encoder, leads))
    return found


def assign(*, articles: Sequence[models.Article], vectors: Vector, entities: Sequence[set[int]]) -> list[models.Story]:
    """The story of each article, in order; new ones are made, known ones moved along. Call inside a transaction."""
    shelf = _Shelf(articles)
    order = sorted(range(len(articles)), key=lambda place: articles[place].published_at)
    for place in order:
        shelf.place(articles[place], vectors[place], entities[place])
    shelf.keep()
    return [shelf.assigned[article.pk] for article in articles]


class _Shelf:
    """The stories that articles of a batch may belong to."""

    def __init__(self, articles: Sequence[models.Article]) -> None:
        moments = [article.published_at for article in articles]
        near = known.around(min(moments) - WINDOW, max(moments) + WINDOW)
        about, groups = known.entities_of(near), known.groups_of(near)
        self.candidates = [
            _Candidate(story, _vector(story) * story.articles_count, about[story.pk], groups[story.pk])
            for story in near
        ]
        self.assigned: dict[int, models.Story] = {}
        self._twins = {article.pk: article.duplicate_of_id for article in articles}
        self._matrix = np.stack([_unit(one.total) for one in self.candidates]) if near else None

    def place(self, article: models.Article, vector: Vector, entities: set[int]) -> None:
        position = self._nearest(article, vector, entities)
        if position is None:
            position = self._open(article, vector)
        self._join(position, article, vector, entities)

    def keep(self) -> None:
        """Write the stories that were opened or moved."""
        moved = list({id(story): story for story in self.assigned.values()}.values())
        opened = [story for story in moved if story.pk is None]
        known_before = [story for story in moved if story.pk is not None]
        models.Story.objects.bulk_create(opened)
        # One statement for all of them, where a bulk update would spell out a case for each field of each row.
        models.Story.objects.bulk_create(
            known_before, update_conflicts=True, unique_fields=["id"], update_fields=_MOVED
        )

    def _nearest(self, article: models.Article, vector: Vector, entities: set[int]) -> int | None:
        if self._matrix is None:
            return None
        twin = known.story_of(self._twins[article.pk])
        cosines = self._matrix @ vector
        nearest: list[int] = np.argsort(-cosines)[:20].tolist()
        for position in nearest:
            one = self.candidates[position]
            if twin is not None and one.story.pk == twin and not _about_others(one.entities, entities):
                return position
            if cosines[position] >= NEAR and _in_time(one.story, article) and _alike(one.entities, entities):
                return position
        return None

    def _open(self, article: models.Article, vector: Vector) -> int:
        story = models.Story(
            title=article.title,
            language=article.language,
            first_seen_at=article.published_at,
            last_seen_at=article.published_at,
        )
        self.candidates.append(_Candidate(story, np.zeros_like(vector)))
        row = vector[None]
        self._matrix = row if self._matrix is None else np.concatenate([self._matrix, row])
        return len(self.candidates) - 1

    def _join(self, position: int, article: models.Article, vector: Vector, entities: set[int]) -> None:
        one, story = self.candidates[position], self.candidates[position].story
        one.total = one.total + vector
        one.entities |= entities
        one.groups.add(article.group)
        story.articles_count += 1
        story.groups_count = len(one.groups)
        if article.published_at < story.first_seen_at:
            story.title, story.first_seen_at = article.title, article.published_at
        story.last_seen_at = max(story.last_seen_at, article.published_at)
        story.centroid = _unit(one.total).astype(np.float32).tobytes()
        self.assigned[article.pk] = story
        if self._matrix is not None:
            self._matrix[position] = _unit(one.total)


def _vector(story: models.Story) -> Vector:
    return np.frombuffer(bytes(story.centroid), dtype=np.float32).copy()


def _unit(total: Vector) -> Vector:
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)


def _in_time(story: models.Story, article: models.Article) -> bool:
    return story.first_seen_at - WINDOW <= article.published_at <= story.last_seen_at + WINDOW


def _alike(one: set[int], other: set[int]) -> bool:
    """Whether two texts may tell one event: about somebody both name, or about nobody we know."""
    return bool(one & other) or not (one or other)


def _about_others(one: set[int], other: set[int]) -> bool:
    """A copy about somebody else was written from the same template: another event."""
    return bool(one) and bool(other) and one.isdisjoint(other)
