"""Files of records, whole files of other desks, and imports that are taken back."""

from services.support import models
from services.support.actions import desks, records
from services.support.actions.gate import By, Verdict
from services.support.actions.records.judging import judge_import, judge_rows, judge_undo
from services.support.actions.submissions import telling
from services.support.actions.submissions.kinds.base import Kind, Submission, Told, anew
from shared.audit import actions as audit


def _judge_file(row: Submission, by: By) -> Verdict:
    file = row.files.get()
    return judge_import(kind=row.kind, filename=file.filename, data=bytes(file.data), **by)


def _import_file(row: Submission) -> Told:
    file, user = row.files.get(), row.job.created_by
    batch = records.import_file(kind=row.kind, filename=file.filename, data=bytes(file.data), user=user)
    audit.record(actor=row.actor, action="records_imported", target=batch, kind=batch.kind, accepted=batch.accepted)
    return [telling.records(batch)]


def _take(row: Submission) -> Told:
    done = desks.take(_load(row), user=row.job.created_by, actor=row.actor)
    return [telling.records(batch) for batch in done.batches]


def _load(row: Submission) -> desks.Load:
    return desks.unpack(bytes(row.files.get().data))


def _undo(row: Submission) -> Told:
    batch = _batch(row)
    audit.record(actor=row.actor, action="import_undone", target=batch, kind=batch.kind)
    return [telling.undone(batch, records.undo_import(batch=batch))]


def _batch(row: Submission) -> models.ImportBatch:
    """Somebody else may have taken it back meanwhile."""
    return anew(models.ImportBatch, row.batch_id)


FILE = Kind(_judge_file, _import_file)
DESK = Kind(lambda row, by: judge_rows(_load(row).rows, **by), _take)
UNDO = Kind(lambda row, by: judge_undo(_batch(row), **by), _undo)
