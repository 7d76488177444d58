"""Articles before they change: would the company's cases be answered worse? Nothing is stored here."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from services.support import models
from services.support.actions.documents.parsers import parse
from services.support.actions.gate import Outcome, changes, guard
from services.support.actions.gate.verdict import Verdict
from services.support.models.evaluation import EvaluationCase
from shared.errors import InputRefused

# (file name, content, key; by default the name without its ending)
File = tuple[str, bytes, str]


def judge_files(files: Sequence[File], *, force: bool = False, actor: object = "system") -> Verdict:
    """All together, as they would come in. Raises `ChangeHeld`. What cannot be read is refused later, one by one."""
    readable = []
    for filename, data, key in files:
        try:
            readable.append((key or key_of(filename), parse(data, filename=filename)))
        except InputRefused:
            continue
    if not readable:
        return Verdict(cases=0)
    return guard(what="articles", trial=lambda: changes.articles(readable), touched=_sources, force=force, actor=actor)


def judge_archiving(document: models.Document, *, force: bool = False, actor: object = "system") -> Verdict:
    """Raises `ChangeHeld`."""
    return guard(
        what="article_archived",
        trial=lambda: changes.archiving(document),
        touched=_sources,
        force=force,
        actor=actor,
    )


def judge_restoring(document: models.Document, *, force: bool = False, actor: object = "system") -> Verdict:
    """Raises `ChangeHeld`."""
    return guard(
        what="article_restored",
        trial=lambda: changes.restoring(document),
        touched=_sources,
        force=force,
        actor=actor,
    )


def key_of(filename: str) -> str:
    return str(PurePosixPath(filename).with_suffix(""))


def _sources(_case: EvaluationCase, outcome: Outcome) -> bool:
    return changes.by_sources(outcome)
