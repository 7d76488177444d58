"""Articles as people and programs look for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from services.sentiment import models
from services.sentiment.queries.periods import Period


@dataclass(frozen=True)
class Filters:
    """Empty takes all. With an entity, `sentiment` is the tone towards it, else that of the article."""

    period: Period | None = None
    entity: str = ""
    topic: str = ""
    sentiment: str = ""
    language: str = ""
    group: str = ""
    search: str = ""


def articles(filters: Filters) -> QuerySet[models.Article]:
    """Newest first, each with its judgements in force under `verdicts`."""
    rows = models.Article.objects.defer("text", "signature", "provenance")
    if filters.period:
        rows = rows.filter(published_at__gte=filters.period.begin, published_at__lt=filters.period.end)
    if filters.language:
        rows = rows.filter(language__startswith=filters.language)
    if filters.group:
        rows = rows.filter(group=filters.group)
    if filters.search:
        rows = rows.filter(title__icontains=filters.search)
    if filters.entity or filters.topic or filters.sentiment:
        rows = rows.filter(Exists(_matching(filters)))
    return with_verdicts(rows.order_by("-published_at", "-pk"))


def with_verdicts(rows: QuerySet[models.Article]) -> QuerySet[models.Article]:
    current = models.Judgement.objects.filter(current=True, entity__deleted_at=None)
    current = current.select_related("entity").order_by("entity__name")
    return rows.prefetch_related(Prefetch("judgements", queryset=current, to_attr="verdicts"))


def article(pk: int) -> models.Article | None:
    rows = models.Article.objects.select_related("story", "source", "duplicate_of").filter(pk=pk)
    return with_verdicts(rows).first()


def earlier_verdicts(article: models.Article) -> QuerySet[models.Judgement]:
    """What replaced model versions thought of it."""
    rows = models.Judgement.objects.filter(article=article, current=False).select_related("entity")
    return rows.order_by("-created_at")


def mentions(article: models.Article) -> QuerySet[models.Mention]:
    return models.Mention.objects.filter(article=article, entity__deleted_at=None).select_related("entity")


def groups() -> list[str]:
    rows = models.Article.objects.order_by().values_list("group", flat=True).distinct()
    return sorted(set(rows))


def languages() -> list[str]:
    rows: Iterable[str] = models.Article.objects.order_by().values_list("language", flat=True).distinct()
    return sorted({language.split("-")[0] for language in rows if language})


def _matching(filters: Filters) -> QuerySet[models.Judgement]:
    rows = models.Judgement.objects.filter(article=OuterRef("pk"), current=True)
    rows = rows.filter(entity__key=filters.entity) if filters.entity else rows.filter(entity=None)
    if filters.topic:
        rows = rows.filter(topic=filters.topic)
    return rows.filter(sentiment=filters.sentiment) if filters.sentiment else rows
