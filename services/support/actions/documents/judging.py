"""Articles before they change: would the company's cases be answered worse? Nothing is stored here."""

from collections.abc import Sequence
from typing import Unpack

from services.support import models
from services.support.actions.documents.ingest import name_of
from services.support.actions.documents.parsers import parse
from services.support.actions.gate import By, Outcome, changes, guard, watched
from services.support.actions.gate.verdict import Verdict
from services.support.models.evaluation import EvaluationCase
from shared.errors import InputRefused

# (file name, content, key; by default the name without its ending)
File = tuple[str, bytes, str]


def judge_files(files: Sequence[File], **by: Unpack[By]) -> Verdict:
    """All together, as they would come in. Raises `ChangeHeld`. What cannot be read is refused later, one by one."""
    readable = []
    for filename, data, key in files:
        try:
            readable.append((name_of(filename, key), parse(data, filename=filename)))
        except InputRefused:
            continue
    if not readable:
        return Verdict(cases=0)
    return guard(
        what="articles",
        trial=lambda: changes.articles(readable, progress=watched(by, "passages")),
        touched=_sources,
        **by,
    )


def judge_archiving(document: models.Document, **by: Unpack[By]) -> Verdict:
    """Raises `ChangeHeld`."""
    return guard(what="article_archived", trial=lambda: changes.archiving(document), touched=_sources, **by)


def judge_restoring(document: models.Document, **by: Unpack[By]) -> Verdict:
    """Raises `ChangeHeld`."""
    return guard(
        what="article_restored",
        trial=lambda: changes.restoring(document, progress=watched(by, "passages")),
        touched=_sources,
        **by,
    )


def _sources(_case: EvaluationCase, outcome: Outcome) -> bool:
    return changes.by_sources(outcome)
