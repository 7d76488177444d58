"""Stories: list, read."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from services.sentiment import models
from services.sentiment.api.articles import READ, filters_of
from services.sentiment.queries import stories as queries
from services.sentiment.schemas import articles as schemas
from shared.api.paging import PageIn, cut_page

router = Router(tags=["stories"])


@router.get("", response=schemas.StoriesOut, auth=READ)
def list_stories(
    request: HttpRequest, filters: Annotated[schemas.ArticleFilter, Query()], page: Annotated[PageIn, Query()]
) -> Any:
    """Those last told latest first."""
    return cut_page(queries.stories(filters_of(filters)), page=page, order="-last_seen_at")


@router.get("/{int:story_id}", response=schemas.StoryDetailOut, auth=READ)
def read_story(request: HttpRequest, story_id: int) -> Any:
    """With its articles, in the order they were published."""
    story: Any = get_object_or_404(models.Story.objects.defer("centroid"), pk=story_id)
    out = schemas.StoryOut.from_orm(story).dict()
    return {**out, "articles": queries.articles_of(story)}
