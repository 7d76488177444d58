"""Records: bring a file in whole, list what came in, take one back."""

from typing import Annotated, Any, Literal, TypeAlias

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from services.support import models, tasks
from services.support.actions import desks, records, submissions
from services.support.actions.records.judging import is_judged, is_undo_judged, judge_import, judge_rows, judge_undo
from services.support.api import uploads
from services.support.api.submissions import accepted
from services.support.queries import records as queries
from services.support.schemas import imports as schemas
from services.support.schemas.submissions import SubmissionOut
from shared.api.caller import actor_of, user_of
from shared.api.idempotency import idempotent
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit

router = Router(tags=["records"])
READ = KeyAuth(scope="knowledge:read")
WRITE = KeyAuth(scope="knowledge:write", role="editor")
BatchKind = models.ImportBatch.Kind

Kind: TypeAlias = Literal["intents", "knowledge", "canned", "examples", "pairs", "conversations", "cases"]


@router.get("", response=schemas.ImportsOut, auth=READ)
def list_imports(request: HttpRequest, page: Annotated[PageIn, Query()]) -> Any:
    """Newest first."""
    return cut_page(queries.batches(), page=page)


@router.post("", response={201: schemas.ImportOut, 202: SubmissionOut}, auth=WRITE)
@idempotent
def send_records(
    request: HttpRequest,
    kind: Annotated[Kind, Form()],
    file: Annotated[UploadedFile, File()],
    force: Annotated[bool, Form()] = False,
    wait: Annotated[bool, Form()] = False,
) -> Any:
    """CSV, JSONL or JSON. All rows or none: 422 lists every problem by row and field, with its remedy.

    Templates and articles change answers, so the company's evaluation cases judge them: 202 with the address to ask how
    that went, or with `wait` within the request, and 409 where they are held; `force` overrules that, on record.
    """
    name, data = uploads.read(file)
    if is_judged(kind) and not wait:
        by: Any = {"actor": actor_of(request), "user": user_of(request)}
        sent = submissions.File(name, data)
        return accepted(submissions.open_records(kind=kind, file=sent, force=force, **by))
    judge_import(kind=kind, filename=name, data=data, force=force, actor=actor_of(request))
    batch = records.import_file(kind=kind, filename=name, data=data, user=user_of(request))
    audit.record(actor=actor_of(request), action="records_imported", target=batch, kind=kind, accepted=batch.accepted)
    _follow({batch.kind})
    return Status(201, batch)


@router.post("/preview", response=schemas.PreviewOut, auth=WRITE)
def preview_file(
    request: HttpRequest, file: Annotated[UploadedFile, File()], form: Annotated[schemas.ChoiceIn, Form()]
) -> Any:
    """What a file of another desk is, how its fields map, what would come in and what is wrong. Nothing is kept."""
    name, data = uploads.read(file)
    return desks.preview(filename=name, data=data, choice=form.choice())


@router.post("/desk", response={201: schemas.BroughtOut, 202: SubmissionOut}, auth=WRITE)
@idempotent
def bring_file(
    request: HttpRequest, file: Annotated[UploadedFile, File()], form: Annotated[schemas.BringIn, Form()]
) -> Any:
    """Take an export of Zendesk, Intercom, Chatwoot or Rasa, a table, or our own export: an import for each kind in it.

    All rows or none, but for those that `without_bad` leaves out; 422, 202 and 409 as for records of our own.
    """
    name, data = uploads.read(file)
    load = desks.read_load(filename=name, data=data, choice=form.choice())
    by: Any = {"user": user_of(request), "actor": actor_of(request)}
    if load.is_judged and not form.wait:
        return accepted(submissions.open_load(load, force=form.force, **by))
    judge_rows(load.rows, force=form.force, actor=by["actor"])
    done = desks.take(load, **by)
    _follow({batch.kind for batch in done.batches if batch.accepted})
    return Status(201, done)


@router.get("/{int:import_id}", response=schemas.ImportOut, auth=READ)
def read_import(request: HttpRequest, import_id: int) -> Any:
    return _found(import_id)


@router.delete("/{int:import_id}", response={200: schemas.UndoneOut, 202: SubmissionOut}, auth=WRITE)
def undo_import(request: HttpRequest, import_id: int, force: bool = False, wait: bool = False) -> Any:
    """Remove what the import added. Intents and their templates stay: later imports may rest on them.

    Articles that it brought are archived, those that it changed say again what they said before: 202 with the address
    to ask, or with `wait` within the request, and 409 where the company's evaluation cases would be answered worse.
    """
    batch = _found(import_id)
    if is_undo_judged(batch.kind) and not wait:
        by: Any = {"actor": actor_of(request), "user": user_of(request)}
        return accepted(submissions.open_undo(batch, force=force, **by))
    judge_undo(batch, force=force, actor=actor_of(request))
    audit.record(actor=actor_of(request), action="import_undone", target=batch, kind=batch.kind)
    if batch.kind == BatchKind.KNOWLEDGE:
        tasks.refresh_index.delay_on_commit()
    return {"removed": records.undo_import(batch=batch)}


def _follow(kinds: set[str]) -> None:
    """What has to be done after such records came in: the index, or the cases alone."""
    if BatchKind.KNOWLEDGE in kinds:
        tasks.refresh_index.delay_on_commit()
    elif BatchKind.INTENTS in kinds:
        tasks.ask_cases.delay_on_commit()


def _found(import_id: int) -> models.ImportBatch:
    return get_object_or_404(queries.batches(), pk=import_id)
