"""WhiteNoise under ASGI: files go out in pieces, instead of being read into memory whole (and warned about)."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest
from whitenoise.middleware import WhiteNoiseFileResponse, WhiteNoiseMiddleware

_PIECE_BYTES = 256 * 1024


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # whitenoise ships no types
    def add_files(self, root: str, prefix: str | None = None) -> None:
        # Before `collectstatic` there is nothing to add, and nothing to warn about either.
        if Path(root).is_dir():
            super().add_files(root, prefix)

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> WhiteNoiseFileResponse:
        response = WhiteNoiseMiddleware.serve(static_file, request)
        if isinstance(request, ASGIRequest):
            # The file stays among what the response closes when it has been sent.
            response.streaming_content = _pieces(response.file_to_stream)
        return response


async def _pieces(file: IO[bytes] | None) -> AsyncIterator[bytes]:
    # Replies to HEAD, or that nothing has changed, carry no file.
    if file is None:
        return
    read = sync_to_async(file.read, thread_sensitive=False)
    while piece := await read(_PIECE_BYTES):
        yield piece
