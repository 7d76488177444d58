"""Changes that are being judged, as programs watch them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema

from services.support import models
from services.support.actions.submissions import holding
from services.support.schemas.problems import ProblemOut


class SubmittedOut(Schema):
    """What came of one file, or of what was changed; counts of passages for articles, of rows for records.

    `removed` counts what went with an import that was taken back.
    """

    filename: str
    state: Literal["new", "changed", "unchanged", "refused"]
    document: int | None = None
    added: int | None = None
    retired: int | None = None
    kept: int | None = None
    import_id: int | None = None
    kind: str | None = None
    accepted: int | None = None
    unchanged: int | None = None
    removed: int | None = None
    problems: list[ProblemOut] = []

    @staticmethod
    def resolve_import_id(told: dict[str, Any]) -> int | None:
        return told.get("import")


class SubmissionOut(Schema):
    """Ask `address` again until `state` is no longer `checking`.

    Then it is `made` and in force; or nothing was changed: `held`, because the cases in `broken` would be answered
    worse, `failed`, as `error` says, or `cancelled`, by `/api/jobs/{id}/cancel`.
    """

    id: UUID
    address: str
    what: str
    state: Literal["checking", "made", "held", "failed", "cancelled"]
    stage: str
    percent: int | None
    error: str
    files: list[SubmittedOut]
    broken: list[dict[str, Any]]
    created_at: datetime
    finished_at: datetime | None

    @staticmethod
    def resolve_id(row: models.Submission) -> UUID:
        return row.job_id

    @staticmethod
    def resolve_address(row: models.Submission) -> str:
        return f"/api/submissions/{row.pk}"

    @staticmethod
    def resolve_stage(row: models.Submission) -> str:
        return row.job.stage

    @staticmethod
    def resolve_percent(row: models.Submission) -> int | None:
        return row.job.percent

    @staticmethod
    def resolve_error(row: models.Submission) -> str:
        return row.job.error

    @staticmethod
    def resolve_files(row: models.Submission) -> list[dict[str, Any]]:
        return list(row.told)

    @staticmethod
    def resolve_broken(row: models.Submission) -> list[dict[str, Any]]:
        held = holding(row)
        return held.broken if held else []

    @staticmethod
    def resolve_created_at(row: models.Submission) -> datetime:
        return row.job.created_at

    @staticmethod
    def resolve_finished_at(row: models.Submission) -> datetime | None:
        return row.job.finished_at
