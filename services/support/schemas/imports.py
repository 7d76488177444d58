"""Imports of records as programs send, list and undo them."""

import json
from datetime import datetime

from ninja import Field, Schema
from pydantic import field_validator

from services.support import models
from services.support.actions.desks import Choice, KindPreview, Preview


class ImportOut(Schema):
    """One file that came in whole. `unchanged` rows were known already."""

    id: int
    kind: str
    filename: str
    accepted: int
    unchanged: int
    created_by: str | None
    created_at: datetime

    @staticmethod
    def resolve_created_by(row: models.ImportBatch) -> str | None:
        return row.created_by.get_username() if row.created_by else None


class ImportsOut(Schema):
    items: list[ImportOut]
    next_cursor: str | None


class UndoneOut(Schema):
    """How many rows went, the import's own included."""

    removed: int


class ChoiceIn(Schema):
    """What is said of a file; empty is found out. `mapping` is a JSON object of columns by field, `-` for none.

    `left_out` names kinds, by comma, that are not to be taken.
    """

    layout: str = Field("", max_length=40)
    encoding: str = Field("", max_length=20)
    language: str = Field("", max_length=12)
    mapping: str = Field("{}", max_length=20_000)
    left_out: str = Field("", max_length=200)
    without_bad: bool = False

    @field_validator("mapping")
    @classmethod
    def _is_a_mapping(cls, value: str) -> str:
        try:
            found = json.loads(value or "{}")
        except (ValueError, RecursionError) as error:
            raise ValueError('Write {"question": "Subject"}.') from error
        if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
            raise ValueError('Write {"question": "Subject"}.')
        return value or "{}"

    def choice(self) -> Choice:
        return Choice(
            layout=self.layout,
            encoding=self.encoding,
            language=self.language,
            mapping=json.loads(self.mapping),
            left_out={name.strip() for name in self.left_out.split(",") if name.strip()},
            without_bad=self.without_bad,
        )


class BringIn(ChoiceIn):
    """`force` takes templates and articles although the evaluation gate holds them, on record.

    With `wait` they are judged within the request.
    """

    force: bool = False
    wait: bool = False


class ProblemOut(Schema):
    row: int | None
    field: str
    message: str
    remedy: str


class KindOut(Schema):
    """`read` rows, of which `accepted` would be added or changed and `bad` cannot be; `sample` is masked."""

    kind: str
    read: int
    accepted: int
    unchanged: int
    bad: int
    sample: list[dict[str, str]]


class PreviewOut(Schema):
    """`left` counts what is left out, by its reason; `wrong` counts problems, of which the first hundred are listed."""

    layout: str
    title: str
    encoding: str
    columns: list[str]
    mapping: dict[str, str]
    kinds: list[KindOut]
    left: dict[str, int]
    problems: list[ProblemOut]
    wrong: int
    warnings: list[ProblemOut]

    @staticmethod
    def resolve_layout(row: Preview) -> str:
        return row.layout.name

    @staticmethod
    def resolve_title(row: Preview) -> str:
        return str(row.layout.title)

    @staticmethod
    def resolve_mapping(row: Preview) -> dict[str, str]:
        return {one.name: one.column for one in row.mapping}

    @staticmethod
    def resolve_kinds(row: Preview) -> list[KindPreview]:
        return [one for one in row.kinds if one.is_taken]


class BroughtOut(Schema):
    layout: str
    batches: list[ImportOut]
    accepted: int
    unchanged: int
    left: dict[str, int]
