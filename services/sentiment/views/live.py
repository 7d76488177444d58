"""Server-sent events that say when the overview has changed; the page then fetches what it shows."""

import asyncio
import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_GET

from services.sentiment.queries.overview import pulse
from shared.accounts.access import require_role

# News come in by the minute: looking every two seconds costs two indexed reads and is felt as at once.
_LOOK_SECONDS = 2.0
_HEARTBEAT_SECONDS = 15.0
# Long enough to be cheap, short enough that a deployment's old processes end.
_LIFETIME_SECONDS = 30 * 60
_readers = ThreadPoolExecutor(2, thread_name_prefix="live-reader")


@require_GET
@require_role("agent")
def live(request: HttpRequest) -> StreamingHttpResponse:
    response = StreamingHttpResponse(changes(), content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-cache"
    # nginx would hold events back until its buffer is full.
    response.headers["X-Accel-Buffering"] = "no"
    return response


async def changes(*, look: float = _LOOK_SECONDS, lifetime: float = _LIFETIME_SECONDS) -> AsyncIterator[str]:
    """`changed` at each change, comments in between, `bye` at the end so that the browser comes back."""
    yield ": connected\n\n"
    end = monotonic() + lifetime
    known, said = await _pulse(), monotonic()
    while monotonic() < end:
        await asyncio.sleep(look)
        if (now := await _pulse()) != known:
            known, said = now, monotonic()
            yield f"event: changed\ndata: {json.dumps({'pulse': now})}\n\n"
        elif monotonic() - said > _HEARTBEAT_SECONDS:
            said = monotonic()
            yield ": heartbeat\n\n"
    yield "event: bye\ndata: {}\n\n"


async def _pulse() -> str:
    def fresh() -> str:
        close_old_connections()
        try:
            return pulse()
        finally:
            close_old_connections()

    return await sync_to_async(fresh, thread_sensitive=False, executor=_readers)()
