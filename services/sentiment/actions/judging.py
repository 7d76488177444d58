"""Judge articles: who is named, which event it is, what the models say; then count. Judging twice changes nothing."""

from collections.abc import Sequence
from threading import Lock

from django.db import transaction
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions import counting, stories
from services.sentiment.actions.understanding import NothingTrained, Verdict, read
from services.sentiment.queries import judging

# So many articles share the model's batches and one transaction.
BATCH = 64
# A round that takes longer than the clock's next stroke would be joined by others that compute the same.
_ROUND = Lock()


def judge_articles(*, article_ids: Sequence[int]) -> int:
    """Judge those that are not yet; returns how many. Raises `NothingTrained`."""
    done = 0
    for start in range(0, len(article_ids), BATCH):
        waiting = judging.unjudged(article_ids[start : start + BATCH])
        done += _judge(waiting) if waiting else 0
    return done


def judge_new(*, limit: int = 512) -> int:
    """Judge what came in, oldest first. Before anything is trained, articles wait; so they do for a round under way."""
    if not _ROUND.acquire(blocking=False):
        return 0
    try:
        return judge_articles(article_ids=judging.unjudged_ids(limit))
    except NothingTrained:
        return 0
    finally:
        _ROUND.release()


def _judge(articles: list[models.Article]) -> int:
    # Models first: nothing is locked while they compute.
    verdicts = read([article.read_text for article in articles])
    vectors = stories.embed(articles)
    with transaction.atomic():
        # Another worker may have judged some of them meanwhile.
        still = set(judging.still_unjudged([article.pk for article in articles]))
        kept = [place for place, article in enumerate(articles) if article.pk in still]
        chosen, said = [articles[place] for place in kept], [verdicts[place] for place in kept]
        if not chosen:
            return 0
        named = [{entity.found.entity_id for entity in verdict.entities} for verdict in said]
        told = stories.assign(articles=chosen, vectors=vectors[kept], entities=named)
        now = timezone.now()
        for article, story in zip(chosen, told, strict=True):
            article.story, article.judged_at = story, now
        models.Article.objects.bulk_update(chosen, ["story", "judged_at"])
        store(chosen, said)
        counting.count_articles(articles=chosen)
    return len(chosen)


def store(articles: Sequence[models.Article], verdicts: Sequence[Verdict]) -> None:
    """Mentions and judgements, in a transaction; what other versions said stays, but is not current."""
    ids = [article.pk for article in articles]
    models.Mention.objects.filter(article__in=ids).delete()
    models.Mention.objects.bulk_create(
        models.Mention(article=article, entity_id=one.found.entity_id, spans=one.found.spans)
        for article, verdict in zip(articles, verdicts, strict=True)
        for one in verdict.entities
    )
    rows = [row for article, verdict in zip(articles, verdicts, strict=True) for row in _rows(article, verdict)]
    earlier = models.Judgement.objects.filter(article__in=ids)
    earlier.filter(model_version__in={row.model_version for row in rows}).delete()
    earlier.filter(current=True).update(current=False)
    models.Judgement.objects.bulk_create(rows)


def _rows(article: models.Article, verdict: Verdict) -> list[models.Judgement]:
    whole = models.Judgement(
        article=article,
        model_version=verdict.version,
        sentiment=verdict.sentiment,
        probabilities=dict(verdict.probabilities),
        topic=verdict.topic,
        topic_probability=verdict.topic_probability,
        accepted=verdict.accepted,
    )
    parts = [
        models.Judgement(
            article=article,
            entity_id=one.found.entity_id,
            model_version=verdict.entity_version,
            sentiment=one.sentiment,
            probabilities=dict(one.probabilities),
            topic=verdict.topic,
            topic_probability=verdict.topic_probability,
            accepted=one.accepted,
        )
        for one in verdict.entities
    ]
    return [whole, *parts]
