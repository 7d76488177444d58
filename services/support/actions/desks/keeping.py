"""What was read of a file, kept until it has been judged: without what tells who a customer is."""

import gzip
import json
from typing import Any

from services.support import models
from services.support.actions.desks.bringing import Load
from services.support.actions.records.masking import masked
from shared.uploads.rows import Row

Kind = models.ImportBatch.Kind
# What the company itself has written stays as it is: its own numbers and addresses are in it on purpose.
_CUSTOMERS = {Kind.EXAMPLES, Kind.PAIRS, Kind.CONVERSATIONS, Kind.CASES}
_NAMES = {"article", "category", "heading", "intent", "label", "must_contain"}


def pack(load: Load) -> bytes:
    """Customers' words as the import would mask them, and every field that no import reads, too."""
    rows = {kind: [[row.number, _kept(kind, row)] for row in kept] for kind, kept in load.rows.items()}
    told = {"filename": load.filename, "digest": load.digest, "layout": load.layout, "rows": rows, "left": load.left}
    return gzip.compress(json.dumps(told, ensure_ascii=False).encode(), compresslevel=5)


def unpack(data: bytes) -> Load:
    told = json.loads(gzip.decompress(data))
    rows = {kind: [Row(number, fields) for number, fields in kept] for kind, kept in told.pop("rows").items()}
    return Load(rows=rows, **told)


def _kept(kind: str, row: Row) -> dict[str, Any]:
    if kind not in _CUSTOMERS:
        return row.fields
    return {name: value if name in _NAMES else _masked(value) for name, value in row.fields.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {masked(str(name)): _masked(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_masked(one) for one in value]
    if isinstance(value, bool) or value is None:
        return value
    # A number may be somebody's, too.
    told = masked(str(value))
    return told if isinstance(value, str) or told != str(value) else value
