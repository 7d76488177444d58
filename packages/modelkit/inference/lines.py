"""Predictions for a JSONL file: each line's object comes out again with what the model says of it."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from modelkit.data.records import SINGLE_HEAD
from modelkit.errors import DataError
from modelkit.models import Classifier, Encoder, PairScorer
from modelkit.models.base import Model
from modelkit.models.tokeniser import TextInput
from modelkit.results import HeadPrediction

Row = dict[str, Any]
# Enough lines to batch by length, few enough to hold in memory.
LINES_AT_ONCE = 4096
# The prediction's fields, in the order they are written.
VERDICT = ("label", "probability", "accepted", "scores")


def predict_lines(model: Model, source: Path, target: Path) -> int:
    """Write every object of `source` with its prediction to `target`; returns their number.

    A fault anywhere raises DataError with its row and leaves `target` as it was.
    """
    aside = target.with_name(f".{target.name}.{uuid4().hex}")
    count = 0
    try:
        # Half a character, which UTF-8 cannot carry, is written as the escape that it was read from.
        with aside.open("w", encoding="utf-8", errors="backslashreplace") as file:
            lines = _objects(source)
            while block := list(islice(lines, LINES_AT_ONCE)):
                numbers, rows = zip(*block, strict=True)
                for row, found in zip(rows, _predict(model, source, numbers, rows), strict=True):
                    file.write(json.dumps(row | found, ensure_ascii=False) + "\n")
                count += len(rows)
        os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)
    return count


def _objects(path: Path) -> Iterator[tuple[int, Row]]:
    if not path.is_file():
        raise DataError("There is no such file.", path=path, remedy="Check the path.")
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield number, _object(line, path=path, number=number)


def _object(line: bytes, *, path: Path, number: int) -> Row:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:  # broken UTF-8 is one too
        raise DataError(f"The line is not JSON ({error}).", path=path, row=number, remedy="Mend it.") from error
    if not isinstance(found, dict):
        raise DataError("The line is not an object.", path=path, row=number, remedy='Write {"text": "…"}.')
    return found


def _predict(model: Model, path: Path, numbers: Sequence[int], rows: Sequence[Row]) -> Iterator[Row]:
    def take(row: Row, column: str) -> str:
        value = row.get(column)
        if not isinstance(value, str) or not value.strip():
            number = next(number for number, each in zip(numbers, rows, strict=True) if each is row)
            raise DataError("There is no text.", path=path, row=number, column=column, remedy="Fill it in.")
        return value

    return PREDICTORS[model.task](model, rows, take)


Take = Callable[[Row, str], str]


def _classified(model: Model, rows: Sequence[Row], take: Take) -> Iterator[Row]:
    texts: list[TextInput] = [
        (take(row, "entity"), take(row, "text")) if row.get("entity") else take(row, "text") for row in rows
    ]
    return (_verdict(heads) for heads in cast(Classifier, model).predict(texts))


def _verdict(heads: dict[str, HeadPrediction]) -> Row:
    """The fields of one head, or with several heads each field by head."""
    if list(heads) == [SINGLE_HEAD]:
        return {name: _plain(getattr(heads[SINGLE_HEAD], name)) for name in VERDICT}
    fields = {name: {head: _plain(getattr(found, name)) for head, found in heads.items()} for name in VERDICT}
    return {"labels": fields.pop("label"), **fields}


def _plain(value: Any) -> Any:
    return dict(value) if hasattr(value, "items") else value


def _embedded(model: Model, rows: Sequence[Row], take: Take) -> Iterator[Row]:
    # A row is what its column says; plain `text` is embedded as a query.
    columns = [next((name for name in ("query", "passage") if name in row), "text") for row in rows]
    texts = [take(row, column) for row, column in zip(rows, columns, strict=True)]
    embeddings: dict[int, list[float]] = {}
    for kind in ("query", "passage"):
        chosen = [place for place, column in enumerate(columns) if (column == "passage") == (kind == "passage")]
        vectors = cast(Encoder, model).encode([texts[place] for place in chosen], kind=kind)
        embeddings |= dict(zip(chosen, vectors.tolist(), strict=True))
    return ({"embedding": embeddings[place]} for place in range(len(rows)))


def _scored(model: Model, rows: Sequence[Row], take: Take) -> Iterator[Row]:
    pairs = [(take(row, "query"), take(row, "passage")) for row in rows]
    return ({"score": score} for score in cast(PairScorer, model).score(pairs).tolist())


PREDICTORS: dict[str, Callable[[Model, Sequence[Row], Take], Iterator[Row]]] = {
    "classify": _classified,
    "encode": _embedded,
    "score": _scored,
}
