"""Stories: events of the period, and who told one when."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from services.sentiment import models
from services.sentiment.queries import stories as queries
from services.sentiment.views.choices import choices
from services.sentiment.views.filters import PRESETS, chosen
from shared.accounts.access import require_role
from shared.exports import export
from shared.ui.paging import cut

_MOST = 10_000
# So many at once, with the tones they were told in.
_CHUNK = 500
_FIELDS, _TIMES = ("title", "language", "articles_count", "groups_count"), ("first_seen_at", "last_seen_at")
_COLUMNS = ["id", *_FIELDS, *_TIMES, "sentiment"]


@require_GET
@require_role("agent")
def stories(request: HttpRequest) -> HttpResponse:
    asked = chosen(request)
    page = cut(request, queries.stories(asked.filters), order="-last_seen_at")
    context = {
        "chosen": asked,
        "presets": PRESETS,
        "page": page,
        "tones": queries.tones(page.items, entity=asked.filters.entity),
        **choices(),
    }
    return render(request, "sentiment/stories/stories.html", context)


@require_GET
@require_role("agent")
def exported(request: HttpRequest, form: str) -> HttpResponseBase:
    """The list as it is filtered."""
    asked = chosen(request)
    rows = queries.stories(asked.filters)[:_MOST].iterator(chunk_size=_CHUNK)
    return export(request, _toned(rows, entity=asked.filters.entity), columns=_COLUMNS, name="stories", form=form)


@require_GET
@require_role("agent")
def story(request: HttpRequest, story_id: int) -> HttpResponse:
    found = get_object_or_404(models.Story.objects.defer("centroid"), pk=story_id)
    told = queries.articles_of(found)
    context = {
        "story": found,
        "articles": told,
        "groups": _by_group(told),
        "entities": queries.entities_of(found),
        "sentiment": queries.tones([found]).get(found.pk, ""),
    }
    return render(request, "sentiment/stories/story.html", context)


def _toned(rows: Iterator[models.Story], *, entity: str) -> Iterator[dict[str, object]]:
    while some := list(islice(rows, _CHUNK)):
        tones = queries.tones(some, entity=entity)
        yield from (_row(one, tones) for one in some)


def _row(story: models.Story, tones: Mapping[int, str]) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(story, name) for name in _FIELDS}
    times = {name: getattr(story, name).isoformat() for name in _TIMES}
    return {**row, **times, "id": story.pk, "sentiment": tones.get(story.pk, "")}


def _by_group(articles: Iterable[models.Article]) -> dict[str, list[models.Article]]:
    """The group that told it first comes first."""
    groups: dict[str, list[models.Article]] = {}
    for article in articles:
        groups.setdefault(article.group, []).append(article)
    return groups
