"""Hand a change in: what cannot be read is refused at once, the rest is kept as it was sent and waits for its turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction

from services.support import models
from services.support.actions import desks
from services.support.actions.desks.bringing import refuse_rows, try_out
from services.support.actions.documents.ingest import name_of
from services.support.actions.documents.parsers import parse
from services.support.actions.records.importing import try_file
from services.support.actions.records.templates import Draft, check_draft
from services.support.actions.submissions.kinds.answers import as_change
from services.support.actions.submissions.telling import refused
from shared.accounts.models import User
from shared.errors import InputRefused, Problem
from shared.jobs import actions as jobs

KIND = "support.submission"
What = models.Submission.What
Kind = models.ImportBatch.Kind


class By(TypedDict, total=False):
    """Who hands it in, and whether above the gate."""

    actor: Required[object]
    user: User | None
    force: bool


@dataclass(frozen=True)
class File:
    """`key` names the article; by default it is the name without its ending."""

    filename: str
    data: bytes
    key: str = ""


class NothingReadable(InputRefused):
    """No file can be read. `told` says why by file."""

    def __init__(self, told: list[dict[str, Any]], problems: Sequence[Problem]) -> None:
        self.told = told
        super().__init__(problems)


@transaction.atomic
def open_articles(files: Sequence[File], **by: Unpack[By]) -> models.Submission:
    """Those that can be read; what is wrong with the others stands in `told`. Raises `NothingReadable`."""
    readable: list[File] = []
    told: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for file in files:
        try:
            name_of(file.filename, file.key)
            parse(file.data, filename=file.filename)
        except InputRefused as refusal:
            told.append(refused(file.filename, refusal))
            problems += refusal.problems
        else:
            readable.append(file)
    if not readable:
        raise NothingReadable(told, problems)
    return _open(What.ARTICLES, by, readable, told=told)


@transaction.atomic
def open_records(*, kind: str, file: File, **by: Unpack[By]) -> models.Submission:
    """Raises `InputRefused` with every problem by row, as the import itself would."""
    try_file(kind=kind, filename=file.filename, data=file.data)
    return _open(What.RECORDS, by, [file], kind=kind)


@transaction.atomic
def open_load(load: desks.Load, **by: Unpack[By]) -> models.Submission:
    """What another desk's file holds. Raises `InputRefused` with every problem, as bringing it in would."""
    refuse_rows(try_out(load)[0])
    kind = Kind.KNOWLEDGE if load.holds(Kind.KNOWLEDGE) else Kind.INTENTS
    return _open(What.DESK, by, [File(load.filename, desks.pack(load))], kind=kind)


@transaction.atomic
def open_undo(batch: models.ImportBatch, **by: Unpack[By]) -> models.Submission:
    return _open(What.UNDO, by, kind=batch.kind, batch=batch, change={"name": batch.filename})


@transaction.atomic
def open_document(*, what: str, document: models.Document, **by: Unpack[By]) -> models.Submission:
    """An article to be archived or restored."""
    return _open(What(what), by, document=document)


@transaction.atomic
def open_template(
    *, intent: models.Intent, draft: Draft, template: models.AnswerTemplate | None = None, **by: Unpack[By]
) -> models.Submission:
    """An answer changed, or one more. Raises `TemplateRefused`."""
    check_draft(intent, draft)
    change = {"name": f"{intent} ({draft.language})", "template": template.pk if template else None}
    return _open(What.TEMPLATE, by, intent=intent, change={**change, **as_change(draft)})


@transaction.atomic
def open_deletion(template: models.AnswerTemplate, **by: Unpack[By]) -> models.Submission:
    change = {"name": str(template), "template": template.pk}
    return _open(What.DELETION, by, intent=template.intent, change=change)


@transaction.atomic
def open_enabling(intent: models.Intent, *, enabled: bool, **by: Unpack[By]) -> models.Submission:
    return _open(What.INTENT, by, intent=intent, change={"name": str(intent), "enabled": enabled})


@transaction.atomic
def open_limit(*, max_wrong_share: float, confident: bool, **by: Unpack[By]) -> models.Submission:
    change = {"name": f"≤ {max_wrong_share:.1%}", "share": max_wrong_share, "confident": confident}
    return _open(What.POLICY, by, change=change)


def _open(what: str, by: By, files: Sequence[File] = (), **fields: Any) -> models.Submission:
    job = jobs.start_job(kind=KIND, created_by=by.get("user"))
    given = {"actor": str(by["actor"])[:200], "force": by.get("force", False), **fields}
    row = models.Submission.objects.create(job=job, what=what, **given)
    for file in files:
        # One by one: together they may be larger than a statement can be.
        row.files.create(filename=file.filename[:600], key=file.key, data=file.data)
    return row
