"""A table of text: its delimiter is found by looking, its quotes are taken at their word."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from shared.errors import refuse
from shared.uploads.rows import MAX_ROWS

DELIMITERS = (",", ";", "\t", "|")
MAX_COLUMNS = 200
# The csv module's own limit belongs to the whole process, and others raise it.
MAX_CELL = 100_000
_LOOKED_AT = 20
# Beside its columns, a row carries what did not fit.
EXTRA = "\x00extra"


def read_table(text: str) -> tuple[list[str], list[dict[str, str]]]:
    """(columns, rows). A row that has more cells than there are columns keeps them under `EXTRA`."""
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=True)
    try:
        columns = _columns(next(reader, []))
        rows: list[dict[str, str]] = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if max(map(len, cells)) > MAX_CELL:
                message = _("A cell has more than %(most)s characters.") % {"most": f"{MAX_CELL:,}"}
                raise refuse("row", message, _("Shorten it, or check the quotes before it."), row=reader.line_num)
            if len(rows) >= MAX_ROWS:
                message = _("There are more than %(most)s records.") % {"most": f"{MAX_ROWS:,}"}
                raise refuse("file", message, _("Split the file."))
            rows.append(_row(columns, cells))
    except csv.Error as error:
        message = _("It cannot be read (%(error)s).") % {"error": error}
        raise refuse("row", message, _("Check its quotes."), row=reader.line_num) from error
    if not rows:
        raise refuse("file", _("There are no rows."), _("Put one record on each line."))
    return columns, rows


def _delimiter(text: str) -> str:
    """The one that cuts the first rows into the most cells, the same number in each."""
    return max(DELIMITERS, key=lambda delimiter: (_fits(text, delimiter), -DELIMITERS.index(delimiter)))


def _fits(text: str, delimiter: str) -> int:
    try:
        rows = islice(csv.reader(io.StringIO(text), delimiter=delimiter), _LOOKED_AT)
        widths = [len(row) for row in rows if row]
    except csv.Error:
        return 0
    return widths[0] if widths and widths[0] > 1 and widths.count(widths[0]) >= 0.8 * len(widths) else 0


def _columns(cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    if len(names) > MAX_COLUMNS:
        raise refuse(
            "file", _("There are more than %(most)d columns.") % {"most": MAX_COLUMNS}, _("Keep what matters.")
        )
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    if repeated:
        raise refuse("file", _("The column %(name)s stands twice.") % {"name": repeated[0]}, _("Rename one."), row=1)
    return names


def _row(columns: list[str], cells: list[str]) -> dict[str, str]:
    row = {name: cell for name, cell in _pairs(columns, cells) if name}
    if len(cells) > len(columns):
        row[EXTRA] = ""
    return row


def _pairs(columns: list[str], cells: list[str]) -> Iterator[tuple[str, str]]:
    return zip(columns, cells, strict=False)
