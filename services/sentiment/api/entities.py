"""Companies: list, read."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from services.sentiment import models
from services.sentiment.api.articles import READ
from services.sentiment.queries import entities as queries
from services.sentiment.schemas import entities as schemas
from shared.api.paging import PageIn, cut_page

router = Router(tags=["entities"])


@router.get("", response=schemas.EntitiesOut, auth=READ)
def list_entities(
    request: HttpRequest, filters: Annotated[schemas.EntityFilter, Query()], page: Annotated[PageIn, Query()]
) -> Any:
    """By name."""
    return cut_page(queries.entities(search=filters.search), page=page, order="name")


@router.get("/{slug:key}", response=schemas.EntityDetailOut, auth=READ)
def read_entity(request: HttpRequest, key: str) -> Any:
    return get_object_or_404(models.Entity.objects.prefetch_related("aliases", "peers"), key=key)
