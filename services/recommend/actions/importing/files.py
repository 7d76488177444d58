"""A CSV, JSONL or Parquet file of events, items or users: read to its end and checked before the first row is kept."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from modelkit.data.tables import read_rows
from modelkit.errors import DataError
from services.recommend import models
from services.recommend.actions.catalogue import save_items, save_users
from services.recommend.actions.catalogue import saving as catalogue
from services.recommend.actions.importing.cells import from_cells
from services.recommend.actions.importing.layouts import LAYOUTS
from services.recommend.actions.ingest import keep_rows, reading
from services.recommend.actions.ingest.problems import MOST, conflict_problems, problems_of
from services.recommend.actions.ingest.shapes import MANY
from shared.errors import InputRefused, Problem, refuse, unknown

Rows = list[dict[str, Any]]
SUFFIXES = (".csv", ".tsv", ".jsonl", ".parquet")


def import_file(*, source: Path, filename: str, kind: str, user: Any = None) -> models.Import:
    """Raises `InputRefused` with the problems of every row; then nothing of the file is kept."""
    check_file(filename, kind)
    with transaction.atomic():
        rows, new = keep_file(source, kind)
        return models.Import.objects.create(filename=filename[:300], kind=kind, rows=rows, new=new, created_by=user)


def check_file(filename: str, kind: str) -> None:
    """Before anything of it is read. Raises `InputRefused`."""
    if kind not in KINDS:
        raise InputRefused([unknown("kind", kind, KINDS)])
    suffix = Path(filename).suffix.lower()
    if suffix not in SUFFIXES:
        message = _("Files of type %(value)s are not read.") % {"value": suffix or "(none)"}
        raise refuse("file", message, _("Use one of %(choices)s.") % {"choices": ", ".join(SUFFIXES)})


def keep_file(path: Path, kind: str) -> tuple[int, int]:
    """How many rows it has, and how many of them are new. Call it within a transaction, which a refusal ends."""
    rows = _read(path)
    return len(rows), _keep(rows, kind)


def import_folder(*, source: Path, layout: str, user: Any = None) -> list[models.Import]:
    """A folder as another tool writes it, whole or not at all; again, it changes nothing."""
    if layout not in LAYOUTS:
        raise InputRefused([unknown("layout", layout, LAYOUTS)])
    done = []
    with transaction.atomic():
        for kind, path, rows in LAYOUTS[layout](source):
            count, new = _keep_stream(kind, path, rows)
            done.append(
                models.Import.objects.create(
                    filename=f"{source.name} ({layout})"[:300], kind=kind, rows=count, new=new, created_by=user
                )
            )
    return done


def _keep_stream(kind: str, path: Path, rows: Iterator[tuple[int, dict[str, Any]]]) -> tuple[int, int]:
    """Part by part, so that a log of any length fits; a line that repeats another is one event."""
    count, new, numbers = 0, 0, list[int]()
    _take, size = KINDS[kind]
    try:
        while part := list(islice(rows, size)):
            numbers = [number for number, _row in part]
            new += _keep([row for _number, row in part], kind)
            count += len(part)
            # What is refused from here on was not read as far as a row of ours.
            numbers = []
    except DataError as error:
        raise InputRefused([_problem(error)]) from error
    except InputRefused as refusal:
        raise InputRefused([_in_file(one, path, numbers) for one in refusal.problems]) from refusal
    return count, new


def _in_file(problem: Problem, path: Path, numbers: Sequence[int]) -> Problem:
    """By file and row of what was written, of which a row of ours may be a small part."""
    if not numbers or problem.row is None:
        return problem
    return Problem(f"{path.name}: {problem.field}", problem.message, problem.remedy, row=numbers[problem.row - 1])


def _keep_events(part: Rows) -> int:
    try:
        events = MANY.validate_python(part)
    except ValidationError as error:
        raise InputRefused(problems_of(error)) from error
    kept = keep_rows(reading.as_rows(list(events)))
    if kept.conflicts:
        raise InputRefused(conflict_problems(kept.conflicts))
    return kept.new


# What takes rows of a kind, and how many at once.
KINDS: dict[str, tuple[Callable[[Rows], int], int]] = {
    "events": (_keep_events, reading.MOST_ROWS),
    "items": (save_items, catalogue.MOST),
    "users": (save_users, catalogue.MOST),
}


def _keep(rows: Rows, kind: str) -> int:
    """Goes on after a refusal, so that everything that is wrong is told at once."""
    take, size = KINDS[kind]
    new, problems = 0, []
    for start, part in _parts(rows, size):
        try:
            new += take(part)
        except InputRefused as refusal:
            problems += [_shifted(problem, start) for problem in refusal.problems]
    if problems:
        raise InputRefused(problems[:MOST])
    return new


def _parts(rows: Rows, size: int) -> Iterator[tuple[int, Rows]]:
    return ((start, rows[start : start + size]) for start in range(0, len(rows), size))


def _shifted(problem: Problem, by: int) -> Problem:
    row = None if problem.row is None else problem.row + by
    return Problem(problem.field, problem.message, problem.remedy, row=row)


def _read(path: Path) -> Rows:
    is_text = path.suffix.lower() in {".csv", ".tsv"}
    try:
        found = [from_cells(row, is_text=is_text) for _number, row in read_rows(path)]
    except DataError as error:
        raise InputRefused([_problem(error)]) from error
    if not found:
        raise refuse("file", _("It has no rows."), _("Choose a file with a header and rows."))
    return found


def _problem(error: DataError) -> Problem:
    return Problem(error.column or "file", error.message, error.remedy, row=error.row)
