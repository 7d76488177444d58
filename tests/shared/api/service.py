"""A small service on the house's API conventions, as its tests see it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import include, path
from ninja import Query, Schema, Status

from modelkit.errors import EngineUnavailable, Overloaded
from shared.accounts.models import User
from shared.api.application import make_api
from shared.api.idempotency import idempotent
from shared.api.paging import Page, PageIn, cut_page
from shared.api.problems import install_error
from shared.api.rate_limit import RateLimit
from shared.api_keys.auth import KeyAuth

api = make_api(title="A service")


class OutOfStock(Exception):
    """There is none left."""

    code = "out_of_stock"


class OrderIn(Schema):
    item: str
    count: int


class PersonOut(Schema):
    username: str


class PageOut(Schema):
    items: list[PersonOut]
    next_cursor: str | None


install_error(api, OutOfStock, status=409)


@api.get("/people", response=PageOut)
def people(request: HttpRequest, page: Query[PageIn]) -> Page[User]:
    return cut_page(User.objects.all(), page=page, order="-date_joined")


@api.post("/orders", auth=KeyAuth(scope="knowledge:write", role="editor"), response={201: PersonOut})
@idempotent
def order(request: HttpRequest, data: OrderIn) -> Any:
    if data.count > 99:
        raise EngineUnavailable
    person = User.objects.create(username=f"{data.item}-{User.objects.count()}")
    return Status(201, person)


@api.get("/limited", throttle=[RateLimit("limited", "2/minute")])
def limited(request: HttpRequest) -> dict[str, bool]:
    return {"ok": True}


ERRORS: dict[str, Exception] = {
    "stock": OutOfStock(),
    "missing": Http404(),
    "forbidden": PermissionDenied("Not yours."),
    "busy": Overloaded(retry_after=3),
    "down": EngineUnavailable(),
    "bug": RuntimeError("the customer said 4111 1111 1111 1111"),
}


@api.get("/errors/{name}")
def errors(request: HttpRequest, name: str) -> None:
    raise ERRORS[name]


urlpatterns = [path("api/", api.urls), path("", include("tests.shared.urls"))]
