"""What is wrong in a body, by row and field, with the remedy."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from services.recommend.actions.ingest.rows import Conflict
from shared.errors import Problem

# A body of ten thousand faults is not helped by ten thousand lines.
MOST = 100
_REMEDIES = {
    "missing": "Add it.",
    "extra_forbidden": "Leave it out, or correct its name.",
    "timezone_aware": "Write the offset, as in 2026-03-01T08:00:00Z.",
    "datetime_from_date_parsing": "Write a time such as 2026-03-01T08:00:00Z.",
    "literal_error": "Use one of the kinds named.",
    "string_type": "Write text in quotes.",
    "string_too_short": "It may not be empty.",
    "string_too_long": "Shorten it.",
    "greater_than_equal": "Correct the number.",
    "json_invalid": "Send one JSON object, a list of them, or one object a line.",
}


def problems_of(error: ValidationError, *, row: int | None = None) -> list[Problem]:
    """`row` counts from 1; without it, the place in the list says which."""
    return [_problem(found, row) for found in error.errors(include_url=False, include_input=False)[:MOST]]


def _problem(found: Any, row: int | None) -> Problem:
    place = list(found["loc"])
    if row is None and place and isinstance(place[0], int):
        row = place.pop(0) + 1
    field = ".".join(str(part) for part in place if not _is_type(part)) or "body"
    remedy = _REMEDIES.get(found["type"], "Correct the value.")
    # A check of our own says what to do as well.
    if found["type"] == "value_error":
        message, _mark, remedy = str(found["ctx"]["error"]).partition("; ")
        return Problem(field=field, message=f"{message}.", remedy=remedy.capitalize(), row=row)
    return Problem(field=field, message=f"{found['msg']}.", remedy=remedy, row=row)


def conflict_problems(conflicts: Iterable[Conflict]) -> list[Problem]:
    """By their rows."""
    return capped(_conflict(one) for one in sorted(conflicts, key=lambda one: one.row))


def _conflict(conflict: Conflict) -> Problem:
    message = _("The event %(id)s is kept already, with another body.") % {"id": conflict.id[:64]}
    return Problem("id", message, _("Give it an id of its own, or leave it out."), row=conflict.row)


def _is_type(part: object) -> bool:
    """pydantic names the branch of a union; the sender's field has no such part."""
    return isinstance(part, str) and ("[" in part or "-" in part)


def capped(problems: Iterable[Problem]) -> list[Problem]:
    return list(problems)[:MOST]
