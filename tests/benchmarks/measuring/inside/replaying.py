"""Judged headlines into the desk's own tables and counts, and rules over them as `manage.py replay` asks them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions import counting
from services.sentiment.actions.rules import trying
from services.sentiment.models.choices import DateFrom
from tests.sentiment import market

_AT_ONCE = 500
_SHOWN = 3
Row = dict[str, str]


def run(file: str, rules: str, begin: str, end: str) -> dict[str, object]:
    """`rules` is JSON: a list of objects with the fields of a rule. Every headline is a story about the market."""
    rows = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    entity = market.add_entity("The market")
    for start in range(0, len(rows), _AT_ONCE):
        _keep(rows[start : start + _AT_ONCE], entity)
    span = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (begin, end)]
    made = [models.Rule.objects.create(series_by=["entity"], **fields) for fields in json.loads(rules)]
    return {rule.name: list(_alerts(rule, *span)) for rule in made}


def _alerts(rule: models.Rule, begin: datetime, end: datetime) -> Iterator[dict[str, Any]]:
    for fired, evidence in trying.replay(rule=rule, begin=begin, end=end):
        shown = models.Article.objects.filter(pk__in=evidence["articles"]).order_by("pk")[:_SHOWN]
        told = {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(fired).items()
        }
        yield {**told, "evidence": evidence, "titles": [article.title for article in shown]}


def _keep(rows: Sequence[Row], entity: models.Entity) -> None:
    """As judging keeps them, with a verdict that was reached before."""
    now = timezone.now()
    stories = models.Story.objects.bulk_create(_story(row) for row in rows)
    articles = models.Article.objects.bulk_create(
        _article(row, story, now) for row, story in zip(rows, stories, strict=True)
    )
    models.Mention.objects.bulk_create(models.Mention(article=one, entity=entity, spans=[]) for one in articles)
    models.Judgement.objects.bulk_create(
        models.Judgement(article=article, entity=about, model_version=row["model"], sentiment=row["tone"])
        for row, article in zip(rows, articles, strict=True)
        for about in (None, entity)
    )
    counting.count_articles(articles=articles)


def _story(row: Row) -> models.Story:
    at = datetime.fromisoformat(row["at"])
    return models.Story(title=row["title"][:500], language="en", first_seen_at=at, last_seen_at=at, articles_count=1)


def _article(row: Row, story: models.Story, now: datetime) -> models.Article:
    digest = sha256(json.dumps([row["house"], row["title"], row["at"]]).encode()).hexdigest()
    return models.Article(
        group=row["house"],
        url=f"archive:{digest[:32]}",
        canonical_url=f"archive:{digest[:32]}",
        url_hash=digest,
        content_hash=digest,
        title=row["title"][:500],
        language="en",
        published_at=datetime.fromisoformat(row["at"]),
        published_from=DateFrom.FEED,
        published_confidence=1.0,
        story=story,
        judged_at=now,
    )
