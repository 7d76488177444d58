"""Articles: the list with its filters, one article with everything known about it, and exports."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from services.sentiment import models
from services.sentiment.queries import articles as queries
from services.sentiment.views.choices import choices
from services.sentiment.views.filters import PRESETS, chosen
from services.sentiment.views.highlight import mark
from shared.accounts.access import require_role
from shared.exports import export
from shared.ui.paging import cut

# What a spreadsheet still opens; the API gives more, page by page.
_MOST = 10_000
# So many at once, with what was judged of them.
_CHUNK = 500
_COLUMNS = [
    "id",
    "published_at",
    "title",
    "url",
    "group",
    "language",
    "sentiment",
    "topic",
    "entities",
    "model_version",
]


@require_GET
@require_role("agent")
def articles(request: HttpRequest) -> HttpResponse:
    asked = chosen(request)
    page = cut(request, queries.articles(asked.filters), order="-published_at")
    context = {"chosen": asked, "presets": PRESETS, "page": page, **choices()}
    return render(request, "sentiment/articles/articles.html", context)


@require_GET
@require_role("agent")
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    found = queries.article(article_id)
    if found is None:
        raise Http404
    verdicts: list[models.Judgement] = found.verdicts  # type: ignore[attr-defined]  # prefetched
    context = {
        "article": found,
        "marked": mark(found, queries.mentions(found)),
        "whole": next((one for one in verdicts if one.entity_id is None), None),
        "parts": [one for one in verdicts if one.entity_id is not None],
        "earlier": queries.earlier_verdicts(found)[:20],
    }
    return render(request, "sentiment/articles/article.html", context)


@require_GET
@require_role("agent")
def exported(request: HttpRequest, form: str) -> HttpResponseBase:
    """The list as it is filtered."""
    rows = queries.articles(chosen(request).filters)[:_MOST].iterator(chunk_size=_CHUNK)
    return export(request, map(row_of, rows), columns=_COLUMNS, name="articles", form=form)


def row_of(article: models.Article) -> dict[str, Any]:
    verdicts: list[models.Judgement] = article.verdicts  # type: ignore[attr-defined]  # prefetched
    whole = next((one for one in verdicts if one.entity_id is None), None)
    return {
        "id": article.pk,
        "published_at": article.published_at.isoformat(),
        "title": article.title,
        "url": article.url,
        "group": article.group,
        "language": article.language,
        "sentiment": whole.sentiment if whole else "",
        "topic": whole.topic if whole else "",
        "entities": [f"{one.entity.key}={one.sentiment}" for one in verdicts if one.entity],
        "model_version": whole.model_version if whole else "",
    }
