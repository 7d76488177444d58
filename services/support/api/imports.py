"""Records: bring a file in whole, list what came in, take one back."""

from typing import Annotated, Any, Literal, TypeAlias

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from services.support import models
from services.support.actions import records
from services.support.actions.records.judging import judge_import
from services.support.api import uploads
from services.support.queries import records as queries
from services.support.schemas import imports as schemas
from shared.api.caller import actor_of, user_of
from shared.api.idempotency import idempotent
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit

router = Router(tags=["records"])
READ = KeyAuth(scope="knowledge:read")
WRITE = KeyAuth(scope="knowledge:write", role="editor")

Kind: TypeAlias = Literal["intents", "examples", "pairs", "conversations", "cases"]


@router.get("", response=schemas.ImportsOut, auth=READ)
def list_imports(request: HttpRequest, page: Annotated[PageIn, Query()]) -> Any:
    """Newest first."""
    return cut_page(queries.batches(), page=page)


@router.post("", response={201: schemas.ImportOut}, auth=WRITE)
@idempotent
def send_records(
    request: HttpRequest,
    kind: Annotated[Kind, Form()],
    file: Annotated[UploadedFile, File()],
    force: Annotated[bool, Form()] = False,
) -> Any:
    """CSV, JSONL or JSON. All rows or none: 422 lists every problem by row and field, with its remedy.

    409 where templates would make the company's evaluation cases be answered worse; `force` overrules that, on record.
    """
    name, data = uploads.read(file)
    judge_import(kind=kind, filename=name, data=data, force=force, actor=actor_of(request))
    batch = records.import_file(kind=kind, filename=name, data=data, user=user_of(request))
    audit.record(actor=actor_of(request), action="records_imported", target=batch, kind=kind, accepted=batch.accepted)
    return Status(201, batch)


@router.get("/{int:import_id}", response=schemas.ImportOut, auth=READ)
def read_import(request: HttpRequest, import_id: int) -> Any:
    return _found(import_id)


@router.delete("/{int:import_id}", response=schemas.UndoneOut, auth=WRITE)
def undo_import(request: HttpRequest, import_id: int) -> Any:
    """Remove what the import added. Intents and their templates stay: later imports may rest on them."""
    batch = _found(import_id)
    audit.record(actor=actor_of(request), action="import_undone", target=batch, kind=batch.kind)
    return {"removed": records.undo_import(batch=batch)}


def _found(import_id: int) -> models.ImportBatch:
    return get_object_or_404(queries.batches(), pk=import_id)
