"""What one user may like now, and what is like an item."""

import json
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router

from services.recommend import models
from services.recommend.actions import serving
from services.recommend.schemas import recommendations as schemas
from shared.api.text import PlainText
from shared.api_keys.auth import KeyAuth

router = Router(tags=["recommendations"])
READ = KeyAuth(scope="recommendations:read")
Key = Annotated[PlainText, Path(max_length=120)]


@router.get("/users/{key:user}/recommendations", response=schemas.ListOut, auth=READ)
def recommend(request: HttpRequest, user: Key, wanted: Annotated[schemas.ListFilter, Query()]) -> HttpResponse:
    """An event that was sent before is in this list already. Everybody gets one: `way` says how it came about.

    A page behind a cursor repeats nothing of the pages before, though the catalogue or the ranker may have changed;
    what was done since the first page counts from the next first page on.
    """
    answer = serving.recommend(
        user=user,
        count=wanted.n,
        surface=wanted.surface,
        category=wanted.category,
        languages=wanted.language,
        cursor=wanted.cursor,
        reasons=wanted.reasons,
    )
    told = {
        "request": answer.request,
        "user": answer.user,
        "way": answer.way,
        "model_version": answer.model_version,
        "items": [schemas.pick(one, scores=wanted.scores, reasons=wanted.reasons) for one in answer.picks],
        "next_cursor": answer.cursor,
    }
    # As the schema has it, which a test looks after: to check it item by item takes a tenth of the whole request.
    return HttpResponse(json.dumps(told), content_type="application/json; charset=utf-8")


@router.get("/items/{key:key}/similar", response=schemas.SimilarOut, auth=READ, exclude_unset=True)
def similar(request: HttpRequest, key: Key, wanted: Annotated[schemas.SimilarFilter, Query()]) -> Any:
    """Nearest by text first; also for an item that nobody has seen yet."""
    get_object_or_404(models.Item, key=key)
    picks = serving.similar(item=key, count=wanted.n)
    return {"items": [schemas.pick(one, scores=wanted.scores, reasons=False) for one in picks]}
