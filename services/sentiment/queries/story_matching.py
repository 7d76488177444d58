"""The stories that a new article may belong to."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from services.sentiment import models

# More stories than this in one window are more than a comparison needs: the newest are kept.
LIMIT = 10_000


def around(start: datetime, end: datetime) -> list[models.Story]:
    """Stories alive between two moments that have a centroid, newest first."""
    rows = models.Story.objects.filter(last_seen_at__gte=start, first_seen_at__lte=end).exclude(centroid=b"")
    return list(rows.order_by("-last_seen_at")[:LIMIT])


def entities_of(stories: Sequence[models.Story]) -> defaultdict[int, set[int]]:
    """Ids of the entities named in each story."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = models.Mention.objects.filter(article__story__in=stories)
    for story, entity in rows.values_list("article__story_id", "entity_id"):
        found[story].add(entity)
    return found


def groups_of(stories: Sequence[models.Story]) -> defaultdict[int, set[str]]:
    """The outlet groups that told each story."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for story, group in models.Article.objects.filter(story__in=stories).values_list("story_id", "group"):
        found[story].add(group)
    return found


def story_of(article_id: int | None) -> int | None:
    """The story of an article."""
    if article_id is None:
        return None
    return models.Article.objects.filter(pk=article_id).values_list("story_id", flat=True).first()
