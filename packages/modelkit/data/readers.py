"""Records from files, checked: what is wrong is named by row and column, with what to do about it."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from modelkit.data.records import SINGLE_HEAD, LabelledText, Record, ScoredPair, TextPair
from modelkit.data.tables import Row, read_rows
from modelkit.errors import DataError

Task = Literal["classify", "encode", "score"]

# Other people's names for the column `label`.
LABEL_COLUMNS = (SINGLE_HEAD, "category", "intent")
HEADS = "labels"
# In CSV a column a head: labels.topic, labels.sentiment.
HEAD_COLUMN = f"{HEADS}."
# How a text that belongs to no label is written where a cell cannot be null.
OUT_OF_SCOPE = "__oos__"


def read_records(path: str | Path, *, task: Task) -> list[Record]:
    """The records of a CSV, JSONL or Parquet file for the task "classify", "encode" or "score".

    Raises `DataError` with path, row (from 1, without the header), column and remedy at the first fault.
    A label that is null or `__oos__` marks a text outside every label: its record has no labels.
    """
    build = BUILDERS[task]
    records: list[Record] = []
    for number, row in read_rows(path):
        try:
            records.append(build(row))
        except DataError as error:
            error.path, error.row = str(path), number
            raise
    if not records:
        raise DataError("The file has no data rows.", path=path, remedy="Add at least one below the header.")
    _check_labels(records, path)
    return records


def _labelled(row: Row) -> LabelledText:
    entity = _optional(row, "entity")
    return LabelledText(text=_required(row, "text"), labels=_labels(row), entity=entity)


def _pair(row: Row) -> TextPair:
    return TextPair(
        query=_required(row, "query"),
        positive=_required(row, "positive"),
        negative=_optional(row, "negative"),
    )


def _scored(row: Row) -> ScoredPair:
    return ScoredPair(query=_required(row, "query"), passage=_required(row, "passage"), score=_score(row))


BUILDERS: dict[str, Callable[[Row], Record]] = {"classify": _labelled, "encode": _pair, "score": _scored}


def _labels(row: Row) -> dict[str, str]:
    if row.get(HEADS) is not None:
        return _several(row[HEADS])
    columns = [name for name in row if name.startswith(HEAD_COLUMN)]
    if columns:
        return _several({name.removeprefix(HEAD_COLUMN): row[name] or None for name in columns})
    column = next((name for name in LABEL_COLUMNS if name in row), None)
    if column is None:
        raise _missing(row, SINGLE_HEAD)
    if row[column] is None or row[column] == OUT_OF_SCOPE:
        return {}
    return {SINGLE_HEAD: _label(row[column], column)}


def _several(labels: Any) -> dict[str, str]:
    if not isinstance(labels, dict):
        raise DataError("It is not an object.", column=HEADS, remedy='Write {"topic": "…", "sentiment": "…"}.')
    return {head: _label(label, head) for head, label in labels.items() if label not in {None, OUT_OF_SCOPE}}


def _label(value: Any, column: str) -> str:
    # Numbers are fair names for labels (0, 1, 2); true and 1.5 are mistakes.
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise DataError(f"{type(value).__name__} is no label.", column=column, remedy="Write it as text.")
    if not value.strip():
        raise DataError("The label is empty.", column=column, remedy=f"Fill it in, or write {OUT_OF_SCOPE} for none.")
    return value.strip()


def _required(row: Row, column: str) -> str:
    if column not in row:
        raise _missing(row, column)
    text = _optional(row, column)
    if text is None:
        raise DataError("The text is empty.", column=column, remedy="Fill it in or remove the row.")
    return text


def _optional(row: Row, column: str) -> str | None:
    value = row.get(column)
    if value is not None and not isinstance(value, str):
        raise DataError(f"{type(value).__name__} is not text.", column=column, remedy="Put it in quotes.")
    return value.strip() or None if value else None


def _score(row: Row) -> float:
    if "score" not in row:
        raise _missing(row, "score")
    try:
        score = float(row["score"])
    except (TypeError, ValueError):
        score = math.nan
    if not 0 <= score <= 1:  # also false for what is not a number
        raise DataError("The score is not a number from 0 to 1.", column="score", remedy="Divide by the highest.")
    return score


def _missing(row: Row, column: str) -> DataError:
    found = ", ".join(row) or "none"
    return DataError("The column is missing.", column=column, remedy=f"Add or rename it; found: {found}.")


def _check_labels(records: Sequence[Record], path: str | Path) -> None:
    """Labels that differ only in case are one label spelt twice, and would be learnt apart."""
    spelling: dict[tuple[str, str], str] = {}
    for number, record in enumerate(records, start=1):
        for head, label in record.labels.items() if isinstance(record, LabelledText) else ():
            first = spelling.setdefault((head, label.casefold()), label)
            if first != label:
                raise DataError(
                    f"The label {label!r} is also spelt {first!r}.",
                    path=path,
                    row=number,
                    column=head,
                    remedy="Use one spelling.",
                )
