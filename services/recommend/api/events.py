"""Events and impressions in: one, many, or one a line."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from services.recommend.actions import ingest
from services.recommend.errors import EventConflict
from services.recommend.schemas import events as schemas
from shared.api_keys.auth import KeyAuth

router = Router(tags=["events"])
WRITE = KeyAuth(scope="events:write", role="editor")

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {
                "schema": {"type": ["object", "array"], "description": "An event or a list: id, user, item, kind, at."}
            }
            for kind in ("application/json", "application/x-ndjson")
        },
    }
}


@router.post("", response=schemas.KeptOut, auth=WRITE, openapi_extra=_BODY)
def send_events(request: HttpRequest) -> Any:
    """All or none; sent again, nothing changes. Impressions have ids of their own, events as well.

    Rows whose id is kept with another body are named under `conflicts`, and the others are kept. 409 where there are
    no others, in a single event or in NDJSON: its `errors` name each row. 429 with Retry-After where others send as
    much at the moment: send it again then.
    """
    kept = ingest.ingest(body=request.body, content_type=request.headers.get("Content-Type", ""))
    is_list = request.body.lstrip()[:1] == b"["
    if kept.conflicts and not is_list and not kept.new + kept.duplicates + kept.capped:
        raise EventConflict(ingest.conflict_problems(kept.conflicts))
    return kept
