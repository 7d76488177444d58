"""What is taken along is made while it is sent, in front of either kind of server."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.test import AsyncRequestFactory, RequestFactory

from shared.exports import download, export

ROWS = 20_000
COLUMNS = ["number", "title"]


class Counted:
    """Rows that know how many of them were asked for."""

    def __init__(self, count: int = ROWS) -> None:
        self.made = 0
        self._count = count

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for number in range(self._count):
            self.made += 1
            yield {"number": number, "title": f"Umbrel sued for the {number}th time"}


def table(request: HttpRequest, rows: Counted, form: str) -> StreamingHttpResponse:
    return cast(StreamingHttpResponse, export(request, rows, columns=COLUMNS, name="stories", form=form))


@async_to_sync
async def ahead(rows: Counted, form: str) -> tuple[list[int], bytes]:
    """How many rows were made when each piece arrived; and the whole."""
    made, whole = [], b""
    async for piece in table(AsyncRequestFactory().get("/"), rows, form):
        made.append(rows.made)
        whole += piece
    return made, whole


@pytest.mark.parametrize("form", ["csv", "json"])
def test_rows_are_asked_for_as_they_are_sent(form: str) -> None:
    rows = Counted()
    made, whole = ahead(rows, form)
    # A piece is about 64 kB, and a row about 40 bytes: no more than two pieces' rows are ever waiting.
    steps = [after - before for before, after in zip([0, *made], made, strict=False)]
    assert len(made) > 5
    assert max(steps) < ROWS // 5
    assert len(json.loads(whole) if form == "json" else list(csv.DictReader(io.StringIO(whole.decode())))) == ROWS


def test_both_kinds_of_server_send_the_same() -> None:
    plain = b"".join(cast(Iterator[bytes], table(RequestFactory().get("/"), Counted(), "csv").streaming_content))
    assert plain == ahead(Counted(), "csv")[1]


def test_a_server_without_streams_asks_as_it_sends_too() -> None:
    rows = Counted()
    pieces = cast(Iterator[bytes], table(RequestFactory().get("/"), rows, "csv").streaming_content)
    assert next(pieces).startswith("\ufeffnumber,title".encode())
    assert rows.made < ROWS // 5


def test_a_table_without_rows_is_whole() -> None:
    assert json.loads(ahead(Counted(0), "json")[1]) == []
    assert ahead(Counted(0), "csv")[1].decode() == "\ufeffnumber,title\r\n"


def test_what_is_no_form_is_not_found() -> None:
    with pytest.raises(Http404):
        export(RequestFactory().get("/"), [], columns=[], name="stories", form="exe")


def test_a_file_of_its_own_is_sent_piece_by_piece() -> None:
    @async_to_sync
    async def received() -> tuple[dict[str, str], list[bytes]]:
        made = download(
            AsyncRequestFactory().get("/"), iter([b"a", b"b"]), name="all.zip", media_type="application/zip"
        )
        return dict(made.headers), [piece async for piece in cast(StreamingHttpResponse, made)]

    headers, pieces = received()
    assert pieces == [b"a", b"b"]
    assert headers["Content-Disposition"] == 'attachment; filename="all.zip"'
    assert headers["Cache-Control"] == "no-store"
