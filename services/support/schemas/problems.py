"""What was wrong in a file, by place."""

from ninja import Schema


class ProblemOut(Schema):
    field: str
    message: str
    remedy: str
    row: int | None
