"""Cells of a table to the fields of an event, item or user."""

import json
from typing import Any

_LISTS = {"tags"}
_OBJECTS = {"attributes"}
_SEPARATOR = "|"


def from_cells(row: dict[str, Any], *, is_text: bool) -> dict[str, Any]:
    """Empty cells are left out. Text files separate tags by `|` and write attributes as JSON."""
    filled = {name: value for name, value in row.items() if value is not None and value != ""}
    return {name: _value(name, value) for name, value in filled.items()} if is_text else filled


def _value(name: str, cell: Any) -> Any:
    if name in _LISTS:
        return [part.strip() for part in cell.split(_SEPARATOR) if part.strip()]
    if name in _OBJECTS:
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            # The check that follows says what is expected here.
            return cell
    return cell
