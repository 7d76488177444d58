"""Articles as they stand after judging, without a model: rows for pages and queries."""

from datetime import UTC, datetime, timedelta

from services.sentiment import models
from services.sentiment.actions import counting
from tests.sentiment import market


def judged(
    title: str,
    *,
    about: models.Entity | None = None,
    sentiment: str = "neutral",
    topic: str = "legal",
    group: str = "north",
    language: str = "en",
    ago: timedelta = timedelta(hours=1),
    story: models.Story | None = None,
    text: str = "",
) -> models.Article:
    """One article, its story, its judgements, and its place in the counts."""
    article = market.add_article(title, group=group, language=language, text=text)
    article.published_at = article.fetched_at = datetime.now(UTC) - ago
    article.judged_at = datetime.now(UTC)
    article.story = story or models.Story.objects.create(
        title=title, language=language, first_seen_at=article.published_at, last_seen_at=article.published_at
    )
    article.save()
    told = models.Article.objects.filter(story=article.story)
    article.story.articles_count = told.count()
    article.story.groups_count = told.values("group").distinct().count()
    article.story.save()
    for entity in {None, about}:
        models.Judgement.objects.create(
            article=article,
            entity=entity,
            model_version="sentiment-document@1",
            sentiment=sentiment,
            probabilities={"negative": 0.2, "neutral": 0.2, "positive": 0.6},
            topic=topic,
            topic_probability=0.8,
        )
    if about:
        start = article.read_text.find(about.name)
        spans = [[start, start + len(about.name)]] if start >= 0 else []
        models.Mention.objects.create(article=article, entity=about, spans=spans)
    counting.count_article(article=article)
    return article
