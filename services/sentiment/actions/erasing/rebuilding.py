"""What is left of stories and of circles of copies when some of their articles are gone."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from services.sentiment import models
from services.sentiment.actions import stories

# A story's middle hardly moves beyond so many.
_EMBEDDED = 100
Middles = dict[int, NDArray[np.float32]]


def middles_without(ids: Collection[int]) -> Middles:
    """The mean unit vector of each concerned story's other articles. Models compute before anything is locked."""
    concerned = models.Story.objects.filter(articles__in=ids).distinct()
    found: Middles = {}
    for story in concerned.only("pk"):
        left = list(story.articles.exclude(pk__in=ids).order_by("published_at", "pk")[:_EMBEDDED])
        if left:
            mean = stories.embed(left).mean(axis=0)
            found[story.pk] = np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)
    return found


def rebuild_stories(*, story_ids: Collection[int], middles: Middles) -> None:
    """Call it when the articles are gone: a story that nobody tells any more goes too."""
    for story in models.Story.objects.select_for_update().filter(pk__in=story_ids):
        left = list(story.articles.order_by("published_at", "pk").only("title", "published_at", "group"))
        if not left:
            story.delete()
            continue
        story.title = left[0].title
        story.first_seen_at, story.last_seen_at = left[0].published_at, left[-1].published_at
        story.articles_count, story.groups_count = len(left), len({article.group for article in left})
        if story.pk in middles:
            story.centroid = middles[story.pk].tobytes()
        story.save()


def new_heads(*, ids: Collection[int]) -> None:
    """Copies of what is erased: the earliest of them is what the others are copies of from now on."""
    orphans = models.Article.objects.filter(duplicate_of__in=ids).exclude(pk__in=ids).order_by("published_at", "pk")
    heads: dict[int, int] = {}
    for copy in orphans.only("pk", "duplicate_of"):
        head = heads.setdefault(copy.duplicate_of_id or 0, copy.pk)
        copy.duplicate_of_id = head if head != copy.pk else None
        copy.save(update_fields=["duplicate_of"])
