"""What people take along, as CSV, JSON or a file of its own: streamed, so that a large one needs no memory."""

import csv
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

# A spreadsheet takes a cell that begins like this for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Rows are gathered to about so much: a hop between threads for each of them would cost more than the row.
PIECE = 64 * 1024


class _Echo:
    """A file that hands back what is written, for the csv module."""

    def write(self, text: str) -> str:
        return text


def export(
    request: HttpRequest, rows: Iterable[Mapping[str, Any]], *, columns: list[str], name: str, form: str
) -> HttpResponseBase:
    """A table as `form` says: csv or json. Rows are asked for while those before are sent."""
    if form == "csv":
        lines, media_type = _csv(rows, columns), "text/csv; charset=utf-8"
    elif form == "json":
        lines, media_type = _json(rows), "application/json"
    else:
        raise Http404
    return _streamed(request, _gathered(lines), name=f"{name}.{form}", media_type=media_type)


def download(request: HttpRequest, pieces: Iterator[bytes], *, name: str, media_type: str) -> HttpResponseBase:
    """A file that is made or read while it is sent. `pieces` are made in the request's own thread, one at a time."""
    response = _streamed(request, pieces, name=name, media_type=media_type)
    response.headers["Cache-Control"] = "no-store"
    return response


def _streamed(request: HttpRequest, pieces: Iterator[bytes], *, name: str, media_type: str) -> HttpResponseBase:
    # Under ASGI, Django would collect all of a plain iterator before it sends the first byte.
    body = _one_by_one(pieces) if isinstance(request, ASGIRequest) else pieces
    response = StreamingHttpResponse(body, content_type=media_type)
    response.headers["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=name))
    return response


async def _one_by_one(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    make = sync_to_async(lambda: next(pieces, None))
    while (piece := await make()) is not None:
        yield piece


def _gathered(lines: Iterable[str]) -> Iterator[bytes]:
    waiting, size = list[bytes](), 0
    for line in lines:
        waiting.append(line.encode())
        size += len(waiting[-1])
        if size >= PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


def _csv(rows: Iterable[Mapping[str, Any]], columns: list[str]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    # The mark tells Excel that this is UTF-8.
    yield "\ufeff" + writer.writerow(columns)
    for row in rows:
        yield writer.writerow([_cell(row[column]) for column in columns])


def _json(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    before = "["
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "]\n" if before != "[" else "[]\n"


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
