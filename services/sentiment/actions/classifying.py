"""Texts from outside, judged as articles are, without being kept."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from modelkit.errors import ModelkitError
from services.sentiment import models
from services.sentiment.actions import unfinished
from services.sentiment.actions.understanding import EntityVerdict, Verdict, read
from services.sentiment.actions.understanding.reading import versions
from services.sentiment.queries import entities
from shared.errors import InputRefused, ServiceError, refuse
from shared.uploads.rows import MAX_PROBLEMS

Line = dict[str, Any]
# Enough lines to batch by length, few enough to hold in memory.
LINES_AT_ONCE = 512


def classify_texts(texts: Sequence[str]) -> list[Line]:
    """`sentiment`, `topic`, `probabilities` and `entities` of each text, in order."""
    keys = dict(models.Entity.objects.values_list("pk", "key"))
    try:
        return [_plain(verdict, keys) for verdict in read(texts)]
    except ModelkitError as error:
        raise ServiceError(str(error)) from error


def classify_file(*, source: Path, target: Path) -> int:
    """Returns the number of lines. Faults name their rows before anything is judged; `target` appears whole.

    A run that was killed is gone on with by the next of the same input, models and dictionary.
    """
    count = _check(source)
    try:
        with unfinished.opened(target, identity=_identity(source)) as (file, done):
            lines = islice(_objects(source), done, None)
            while block := list(islice(lines, LINES_AT_ONCE)):
                for row, found in zip(block, classify_texts([_text(row) for row in block]), strict=True):
                    # Half a character, which UTF-8 cannot carry, is written as the escape that it was read from.
                    line = json.dumps(row | found, ensure_ascii=False) + "\n"
                    file.write(line.encode(errors="backslashreplace"))
                file.flush()
    except OSError as error:
        message = _("%(path)s cannot be written: %(error)s.") % {"path": target, "error": error.strerror}
        raise refuse("output", message, _("Choose another place.")) from error
    return count


def _identity(source: Path) -> str:
    """What decides the output: the input, the models in force, and the dictionary."""
    read = source.stat()
    told = [str(source.resolve()), read.st_size, read.st_mtime_ns, versions(), entities.names(), entities.aliases()]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _check(source: Path) -> int:
    """Every bad row at once, so that a long run does not end at its last line."""
    count, problems = 0, []
    if not source.is_file():
        raise refuse("input", _("There is no file %(path)s.") % {"path": source}, _("Check the path."))
    with source.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    _checked(line, number)
                except InputRefused as refusal:
                    problems += refusal.problems
                count += 1
            if len(problems) >= MAX_PROBLEMS:
                break
    if problems:
        raise InputRefused(problems)
    return count


def _plain(verdict: Verdict, keys: dict[int, str]) -> Line:
    return {
        "sentiment": verdict.sentiment,
        "topic": verdict.topic,
        "probabilities": dict(verdict.probabilities),
        "topic_probability": verdict.topic_probability,
        "accepted": verdict.accepted,
        "entities": [_entity(one, keys) for one in verdict.entities],
        "model_version": verdict.version,
    }


def _entity(one: EntityVerdict, keys: dict[int, str]) -> Line:
    return {
        "entity": keys.get(one.found.entity_id, ""),
        "spans": one.found.spans,
        "sentiment": one.sentiment,
        "probabilities": dict(one.probabilities),
    }


def _objects(path: Path) -> Iterator[Line]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield _checked(line, number)


def _checked(line: bytes, number: int) -> Line:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:  # broken UTF-8 is one too
        message = _("It is not JSON (%(error)s).") % {"error": error}
        raise refuse("row", message, _("Mend the line."), row=number) from error
    if not isinstance(row, dict):
        raise refuse("row", _("It is not an object."), _('Write {"text": "…"}.'), row=number)
    if not _text(row):
        raise refuse("text", _("It is missing or empty."), _('Write {"text": "…"}, or a "title".'), row=number)
    return row


def _text(row: Line) -> str:
    """The title, then the text, as articles are read."""
    parts = [row.get(name) for name in ("title", "text")]
    return "\n".join(part.strip() for part in parts if isinstance(part, str) and part.strip())
