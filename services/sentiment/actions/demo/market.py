"""The demo's sources, its past and its rules. Each is made once; what people changed since then stays."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import F

from services.sentiment import models
from services.sentiment.actions import judging
from services.sentiment.actions.articles import FoundArticle, store_article
from services.sentiment.models.choices import DateFrom, Severity
from services.sentiment.models.rule import DetectorKind
from services.sentiment.queries.judging import unjudged_ids
from services.sentiment.sample.press.formats import address
from services.sentiment.sample.press.outlets import OUTLETS
from services.sentiment.sample.press.writing import history
from shared.outbox.models import Endpoint

_POLL_SECONDS = 20
_OPTIONS = {"listing": {"links": "article.teaser a"}, "feed": {"only_feed": True}}
_AT_ONCE = 256


def add_sources(*, press_url: str) -> int:
    """One for each outlet. The press may have moved to another port since the last time."""
    for outlet in OUTLETS:
        source, _new = models.Source.objects.get_or_create(
            name=outlet.name,
            defaults={
                "kind": outlet.kind,
                "group": outlet.group,
                "language": outlet.language,
                "poll_seconds": _POLL_SECONDS,
                "options": _OPTIONS.get(outlet.kind, {}),
            },
        )
        models.Source.objects.filter(pk=source.pk).update(url=f"{press_url}{outlet.address}")
    return len(OUTLETS)


def add_history(*, now: datetime, days: int, progress: Callable[[int, int], None]) -> int:
    """The weeks before today, judged by the real models. Nothing where articles are there already."""
    if models.Article.objects.exists():
        return 0
    sources = {source.name: source for source in models.Source.objects.all()}
    for piece in history(now=now, days=days):
        found = FoundArticle(
            url=address("https://archive.example", piece),
            title=piece.title,
            text=piece.text,
            published_at=piece.at,
            published_from=DateFrom.FEED,
            published_confidence=1.0,
            language=piece.outlet.language,
            provenance={"all": {"from": "archive", "confidence": 1.0}},
        )
        store_article(found=found, source=sources.get(piece.outlet.name))
    # They came in when they were written, as far as figures of the crawl are concerned.
    models.Article.objects.update(fetched_at=F("published_at"))
    return _judge_all(progress)


def _judge_all(progress: Callable[[int, int], None]) -> int:
    total, done = models.Article.objects.filter(judged_at=None).count(), 0
    while ids := unjudged_ids(_AT_ONCE):
        done += judging.judge_articles(article_ids=ids)
        progress(done, total)
    return done


def add_rules(*, receiver: Endpoint | None) -> None:
    """A plain one that fires within minutes, and one that has learned what is usual."""
    plain, _new = models.Rule.objects.get_or_create(
        name="Negative news in several houses",
        defaults={
            "description": "Four negative stories about one company within half an hour, in four houses or more.",
            "series_by": ["entity"],
            "detector": DetectorKind.THRESHOLD,
            "parameters": {"windows": [30], "raise_at": 4, "clear_at": 1},
            "min_groups": 4,
            "group_by": ["entity"],
            "severity": Severity.CRITICAL,
        },
    )
    learned, _new = models.Rule.objects.get_or_create(
        name="Far more negative news than usual",
        defaults={
            "description": "Against each company's own days and weeks.",
            "series_by": ["entity"],
            "detector": DetectorKind.NEGATIVE_BINOMIAL,
            # The press of the demo writes far more today than it did in its past.
            "parameters": {"raise_at": 12, "clear_at": 6},
            "min_groups": 5,
            "group_by": ["entity"],
        },
    )
    if receiver:
        for rule in (plain, learned):
            rule.receivers.add(receiver)
