"""Tables to take along, as CSV or JSON: streamed, so that a large one needs no memory."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import Http404, HttpResponseBase, StreamingHttpResponse

# A spreadsheet takes a cell that begins like this for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands back what is written, for the csv module."""

    def write(self, text: str) -> str:
        return text


def export(rows: Iterable[Mapping[str, Any]], *, columns: list[str], name: str, form: str) -> HttpResponseBase:
    if form == "csv":
        # The mark tells Excel that this is UTF-8.
        response = StreamingHttpResponse(_csv(rows, columns), content_type="text/csv; charset=utf-8")
    elif form == "json":
        response = StreamingHttpResponse(_json(rows), content_type="application/json")
    else:
        raise Http404
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _csv(rows: Iterable[Mapping[str, Any]], columns: list[str]) -> Iterator[str]:
    writer = csv.writer(_Echo())
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
