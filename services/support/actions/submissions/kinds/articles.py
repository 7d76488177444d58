"""Files of articles, and articles that are archived or restored."""

from typing import Any

from services.support import models
from services.support.actions import documents
from services.support.actions.documents import judging
from services.support.actions.gate import By, Verdict
from services.support.actions.submissions import telling
from services.support.actions.submissions.kinds.base import Kind, Submission, Told, anew
from shared.audit import actions as audit
from shared.errors import InputRefused


def _judge(row: Submission, by: By) -> Verdict:
    files = [(file.filename, bytes(file.data), file.key) for file in row.files.all()]
    return judging.judge_files(files, **by)


def _take(row: Submission) -> Told:
    return [_take_one(row, file) for file in row.files.all()]


def _take_one(row: Submission, file: models.SubmittedFile) -> dict[str, Any]:
    data, user = bytes(file.data), row.job.created_by
    try:
        result = documents.ingest_file(filename=file.filename, data=data, key=file.key, user=user)
    except InputRefused as refusal:
        return telling.refused(file.filename, refusal)
    if result.changed:
        audit.record(actor=row.actor, action="document_ingested", target=result.document)
    return telling.article(file.filename, result)


def _archive(row: Submission) -> Told:
    document = _document(row)
    documents.archive_document(document=document)
    audit.record(actor=row.actor, action="document_archived", target=document)
    return [telling.document(document)]


def _restore(row: Submission) -> Told:
    document = _document(row)
    documents.restore_document(document=document)
    audit.record(actor=row.actor, action="document_restored", target=document)
    return [telling.document(document)]


def _document(row: Submission) -> models.Document:
    return anew(models.Document, row.document_id)


FILES = Kind(_judge, _take)
ARCHIVING = Kind(lambda row, by: judging.judge_archiving(_document(row), **by), _archive)
RESTORING = Kind(lambda row, by: judging.judge_restoring(_document(row), **by), _restore)
