"""Articles: list, read, send, archive, restore."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from services.support import models, tasks
from services.support.actions import documents
from services.support.actions.documents import judging
from services.support.api import uploads
from services.support.queries import knowledge
from services.support.schemas import documents as schemas
from shared.api.caller import actor_of, user_of
from shared.api.idempotency import idempotent
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit

router = Router(tags=["knowledge"])
READ = KeyAuth(scope="knowledge:read")
WRITE = KeyAuth(scope="knowledge:write", role="editor")


@router.get("", response=schemas.DocumentsOut, auth=READ)
def list_documents(
    request: HttpRequest, filters: Annotated[schemas.DocumentFilter, Query()], page: Annotated[PageIn, Query()]
) -> Any:
    """By title."""
    rows = knowledge.documents(search=filters.search, language=filters.language, status=filters.status)
    return cut_page(rows, page=page, order="title")


@router.post("", response={200: schemas.IngestOut, 201: schemas.IngestOut}, auth=WRITE)
@idempotent
def send_document(
    request: HttpRequest,
    file: Annotated[UploadedFile, File()],
    form: Annotated[schemas.DocumentIn, Form()],
) -> Any:
    """A new article (201), or a new version of the one with this key. The same content again changes nothing.

    409 where the company's evaluation cases would be answered worse; `force` overrules that, on record.
    """
    name, data = uploads.read(file)
    judging.judge_files([(name, data, form.key.strip())], force=form.force, actor=actor_of(request))
    result = documents.ingest_file(filename=name, data=data, key=form.key.strip(), user=user_of(request))
    if result.changed:
        audit.record(actor=actor_of(request), action="document_ingested", target=result.document)
        tasks.refresh_index.delay_on_commit()
    return Status(201 if result.created else 200, result)


@router.get("/{int:document_id}", response=schemas.DocumentDetailOut, auth=READ)
def read_document(request: HttpRequest, document_id: int) -> Any:
    return _found(document_id)


@router.post("/{int:document_id}/archive", response=schemas.DocumentDetailOut, auth=WRITE)
def archive_document(request: HttpRequest, document_id: int, force: bool = False) -> Any:
    """Answers stop citing it; citations already given keep resolving. 409 where the evaluation cases would suffer."""
    document = _found(document_id)
    judging.judge_archiving(document, force=force, actor=actor_of(request))
    documents.archive_document(document=document)
    audit.record(actor=actor_of(request), action="document_archived", target=document)
    tasks.refresh_index.delay_on_commit()
    return document


@router.post("/{int:document_id}/restore", response=schemas.DocumentDetailOut, auth=WRITE)
def restore_document(request: HttpRequest, document_id: int, force: bool = False) -> Any:
    document = _found(document_id)
    judging.judge_restoring(document, force=force, actor=actor_of(request))
    documents.restore_document(document=document)
    audit.record(actor=actor_of(request), action="document_restored", target=document)
    tasks.refresh_index.delay_on_commit()
    return document


def _found(document_id: int) -> models.Document:
    return get_object_or_404(models.Document.objects.select_related("current"), pk=document_id)
