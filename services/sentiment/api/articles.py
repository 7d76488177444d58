"""Articles: list, read, send."""

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Status

from services.sentiment import models, tasks
from services.sentiment.actions.articles import FoundArticle, store_article
from services.sentiment.models.choices import DateFrom
from services.sentiment.queries import articles as queries
from services.sentiment.queries.periods import Period
from services.sentiment.schemas import articles as schemas
from shared.api.idempotency import idempotent
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth

router = Router(tags=["articles"])
READ = KeyAuth(scope="articles:read")
WRITE = KeyAuth(scope="articles:write", role="editor")
_BEGINNING, _END = datetime(1990, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


@router.get("", response=schemas.ArticlesOut, auth=READ)
def list_articles(
    request: HttpRequest, filters: Annotated[schemas.ArticleFilter, Query()], page: Annotated[PageIn, Query()]
) -> Any:
    """Newest first."""
    return cut_page(queries.articles(filters_of(filters)), page=page, order="-published_at")


@router.post("", response={200: schemas.StoredOut, 201: schemas.StoredOut}, auth=WRITE)
@idempotent
def send_article(request: HttpRequest, body: schemas.ArticleIn) -> Any:
    """A new article (201), judged within moments, or one whose address is known already (200)."""
    found = FoundArticle(
        url=str(body.url),
        title=body.title,
        text=body.text,
        published_at=body.published_at or timezone.now(),
        published_from=DateFrom.STRUCTURED if body.published_at else DateFrom.FETCHED,
        published_confidence=1.0 if body.published_at else 0.0,
        author=body.author,
        language=body.language,
        provenance={"all": {"from": "api", "confidence": 1.0}},
    )
    stored = store_article(found=found, source=None)
    if stored.new:
        tasks.judge_articles.delay_on_commit([stored.article.pk])
    return Status(201 if stored.new else 200, {"id": stored.article.pk, "new": stored.new, "near": stored.near})


@router.get("/{int:article_id}", response=schemas.ArticleDetailOut, auth=READ)
def read_article(request: HttpRequest, article_id: int) -> Any:
    return get_object_or_404(queries.with_verdicts(models.Article.objects.all()), pk=article_id)


def filters_of(asked: schemas.ArticleFilter) -> queries.Filters:
    period = Period(asked.since or _BEGINNING, asked.until or _END) if asked.since or asked.until else None
    return queries.Filters(period=period, **asked.dict(exclude={"since", "until"}))
