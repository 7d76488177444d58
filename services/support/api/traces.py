""" "Why this answer": what each rung of the ladder saw."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router

from services.support import models
from services.support.queries import traces as queries
from services.support.schemas import answers as schemas
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth

router = Router(tags=["traces"], auth=KeyAuth(scope="conversations:read"))


@router.get("/traces", response=schemas.TracesOut)
def list_traces(
    request: HttpRequest, page: Annotated[PageIn, Query()], filters: Annotated[schemas.TraceFilter, Query()]
) -> Any:
    found = queries.traces(rung=filters.rung, reason=filters.reason, intent=filters.intent)
    return cut_page(found, page=page)


@router.get("/traces/{int:trace_id}", response=schemas.TraceOut)
def read_trace(request: HttpRequest, trace_id: int) -> models.Trace:
    return _found(queries.trace(trace_id))


@router.get("/messages/{int:message_id}/trace", response=schemas.TraceOut)
def read_trace_of_message(request: HttpRequest, message_id: int) -> models.Trace:
    return _found(queries.trace_of_answer(message_id))


def _found(trace: models.Trace | None) -> models.Trace:
    if trace is None:
        raise Http404
    return trace
