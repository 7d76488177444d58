"""One page of a long list by cursor: quick at any depth, and unmoved by what comes in meanwhile."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja.errors import ValidationError

from shared.api.paging import Page, PageIn, cut_page

PER_PAGE = 30
Row = TypeVar("Row", bound=Model)


def cut(request: HttpRequest, rows: QuerySet[Row], *, order: str) -> Page[Row]:
    """A cursor that is no cursor gives the first page."""
    try:
        return cut_page(rows, page=PageIn(cursor=request.GET.get("cursor", ""), limit=PER_PAGE), order=order)
    except ValidationError:
        return cut_page(rows, page=PageIn(cursor="", limit=PER_PAGE), order=order)
