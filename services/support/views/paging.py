"""Pages of a long list, with the filters kept in every link."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 25


@dataclass(frozen=True)
class Listing:
    """`query` is the request's own query string without its page number, ready to append to."""

    page: Page[Any]
    query: str


def listing(request: HttpRequest, rows: QuerySet[Any], *, per_page: int = PER_PAGE) -> Listing:
    """A page number that is missing, past the end or no number gives the nearest page there is."""
    kept = request.GET.copy()
    number = kept.pop("page", ["1"])[-1]
    query = kept.urlencode()
    return Listing(Paginator(rows, per_page).get_page(number), f"{query}&" if query else "")
