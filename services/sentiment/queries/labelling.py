"""Which articles a person should label next: those the model is least sure of, each telling another story."""

from dataclasses import dataclass

from services.sentiment import models

# Sureness is compared among so many of the newest.
POOL = 500


@dataclass(frozen=True)
class Candidate:
    """An article to label. `margin` is how far the likeliest sentiment is ahead of the next, 0 to 1."""

    article: models.Article
    sentiment: str
    probabilities: dict[str, float]
    topic: str
    margin: float


def most_informative(limit: int = 20, *, skipped: frozenset[int] = frozenset()) -> list[Candidate]:
    """The smallest margins first (Scheffer et al., 2001); one article a story, so that they differ."""
    rows = models.Judgement.objects.filter(current=True, entity=None, article__labels=None)
    newest = rows.exclude(article__in=skipped).select_related("article").order_by("-article_id")[:POOL]
    found = [
        Candidate(row.article, row.sentiment, row.probabilities, row.topic, _margin(row.probabilities))
        for row in newest
    ]
    by_story: dict[int, Candidate] = {}
    for one in sorted(found, key=lambda candidate: candidate.margin):
        by_story.setdefault(one.article.story_id or -one.article.pk, one)
    return list(by_story.values())[:limit]


def _margin(probabilities: dict[str, float]) -> float:
    best, second = sorted([*probabilities.values(), 0.0, 0.0], reverse=True)[:2]
    return best - second
