"""JSON replies without detours: results are already plain, so nothing needs to look at them again."""

from typing import Any

from starlette.responses import Response

from modelkit.serving import wire
from modelkit.serving.problems import MEDIA_TYPE


def reply(value: Any, *, status: int = 200) -> Response:
    """A JSON reply."""
    return Response(wire.dumps(value), status_code=status, media_type="application/json")


def refuse(document: dict[str, Any], *, headers: dict[str, str] | None = None) -> Response:
    """A problem document as a reply."""
    return Response(wire.dumps(document), status_code=int(document["status"]), media_type=MEDIA_TYPE, headers=headers)
