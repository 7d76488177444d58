"""Stories: events, with who told them and when."""

from django.db.models import Exists, OuterRef, QuerySet

from services.sentiment import models
from services.sentiment.queries.articles import Filters, with_verdicts


def stories(filters: Filters) -> QuerySet[models.Story]:
    """Those last told latest first."""
    rows = models.Story.objects.defer("centroid").filter(articles_count__gt=0)
    if filters.period:
        rows = rows.filter(last_seen_at__gte=filters.period.begin, last_seen_at__lt=filters.period.end)
    if filters.language:
        rows = rows.filter(language__startswith=filters.language)
    if filters.search:
        rows = rows.filter(title__icontains=filters.search)
    if filters.entity or filters.topic or filters.sentiment or filters.group:
        rows = rows.filter(Exists(_counted(filters)))
    return rows.order_by("-last_seen_at", "-pk")


def widest(filters: Filters, *, limit: int = 6) -> list[models.Story]:
    """Told by the most outlet groups."""
    return list(stories(filters).order_by("-groups_count", "-articles_count", "-last_seen_at")[:limit])


def articles_of(story: models.Story) -> list[models.Article]:
    """In the order they were published."""
    rows = models.Article.objects.filter(story=story).defer("signature", "provenance")
    return list(with_verdicts(rows.order_by("published_at", "pk"))[:500])


def entities_of(story: models.Story) -> QuerySet[models.Entity]:
    return models.Entity.objects.filter(mentions__article__story=story).distinct().order_by("name")


def tones(stories: list[models.Story], *, entity: str = "") -> dict[int, str]:
    """The tone that most of a story's groups told it in (towards the entity, where one is named)."""
    rows = models.CountedStory.objects.filter(story__in=stories)
    if entity:
        rows = rows.filter(entity__key=entity)
    counts: dict[int, dict[str, int]] = {}
    for story, sentiment in rows.values_list("story", "sentiment"):
        of_story = counts.setdefault(story, {})
        of_story[sentiment] = of_story.get(sentiment, 0) + 1
    return {story: max(of_story, key=lambda name: of_story[name]) for story, of_story in counts.items()}


def _counted(filters: Filters) -> QuerySet[models.CountedStory]:
    rows = models.CountedStory.objects.filter(story=OuterRef("pk"))
    named = {"entity__key": filters.entity, "topic": filters.topic}
    named |= {"sentiment": filters.sentiment, "group": filters.group}
    return rows.filter(**{name: value for name, value in named.items() if value})
