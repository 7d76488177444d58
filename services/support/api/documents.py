"""Articles: list, read, send, archive, restore."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from services.support import models, tasks
from services.support.actions import documents, submissions
from services.support.actions.documents import judging
from services.support.api import uploads
from services.support.api.submissions import accepted
from services.support.queries import knowledge
from services.support.schemas import documents as schemas
from services.support.schemas.submissions import SubmissionOut
from shared.api.caller import actor_of, user_of
from shared.api.idempotency import idempotent
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth
from shared.audit import actions as audit

router = Router(tags=["knowledge"])
READ = KeyAuth(scope="knowledge:read")
WRITE = KeyAuth(scope="knowledge:write", role="editor")
What = models.Submission.What
_CHANGED = {200: schemas.DocumentDetailOut, 202: SubmissionOut}


@router.get("", response=schemas.DocumentsOut, auth=READ)
def list_documents(
    request: HttpRequest, filters: Annotated[schemas.DocumentFilter, Query()], page: Annotated[PageIn, Query()]
) -> Any:
    """By title."""
    rows = knowledge.documents(search=filters.search, language=filters.language, status=filters.status)
    return cut_page(rows, page=page, order="title")


@router.post("", response={200: schemas.IngestOut, 201: schemas.IngestOut, 202: SubmissionOut}, auth=WRITE)
@idempotent
def send_document(
    request: HttpRequest,
    file: Annotated[UploadedFile, File()],
    form: Annotated[schemas.DocumentIn, Form()],
) -> Any:
    """An article, or a new version of the one with this key: judged by the company's evaluation cases, then in force.

    202 with the address to ask how that went, held and why among it; `force` overrules the gate, on record. With `wait`
    it is judged within the request: 201 for a new article, 200 for a new version, 409 where it is held. The same
    content again changes nothing.
    """
    name, data = uploads.read(file)
    key = form.key.strip()
    if not form.wait:
        by: Any = {"actor": actor_of(request), "user": user_of(request)}
        sent = submissions.File(name, data, key)
        return accepted(submissions.open_articles([sent], force=form.force, **by))
    judging.judge_files([(name, data, key)], force=form.force, actor=actor_of(request))
    result = documents.ingest_file(filename=name, data=data, key=key, user=user_of(request))
    if result.changed:
        audit.record(actor=actor_of(request), action="document_ingested", target=result.document)
        tasks.refresh_index.delay_on_commit()
    return Status(201 if result.created else 200, result)


@router.get("/{int:document_id}", response=schemas.DocumentDetailOut, auth=READ)
def read_document(request: HttpRequest, document_id: int) -> Any:
    return _found(document_id)


@router.post("/{int:document_id}/archive", response=_CHANGED, auth=WRITE)
def archive_document(request: HttpRequest, document_id: int, force: bool = False, wait: bool = False) -> Any:
    """Answers stop citing it; citations already given keep resolving. 202, or 200 and 409, as for articles sent."""
    document = _found(document_id)
    if not wait:
        return _submit(request, What.ARCHIVE, document, force=force)
    judging.judge_archiving(document, force=force, actor=actor_of(request))
    documents.archive_document(document=document)
    audit.record(actor=actor_of(request), action="document_archived", target=document)
    tasks.refresh_index.delay_on_commit()
    return document


@router.post("/{int:document_id}/restore", response=_CHANGED, auth=WRITE)
def restore_document(request: HttpRequest, document_id: int, force: bool = False, wait: bool = False) -> Any:
    document = _found(document_id)
    if not wait:
        return _submit(request, What.RESTORE, document, force=force)
    judging.judge_restoring(document, force=force, actor=actor_of(request))
    documents.restore_document(document=document)
    audit.record(actor=actor_of(request), action="document_restored", target=document)
    tasks.refresh_index.delay_on_commit()
    return document


def _submit(request: HttpRequest, what: str, document: models.Document, *, force: bool) -> Any:
    by: Any = {"actor": actor_of(request), "user": user_of(request)}
    return accepted(submissions.open_document(what=what, document=document, force=force, **by))


def _found(document_id: int) -> models.Document:
    return get_object_or_404(models.Document.objects.select_related("current"), pk=document_id)
