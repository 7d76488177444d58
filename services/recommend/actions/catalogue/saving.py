"""Many items or users at once, all or none."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from services.recommend import models
from services.recommend.actions.catalogue.shapes import ITEMS, USERS
from services.recommend.actions.ingest.problems import capped, problems_of
from services.recommend.actions.writes import stamped
from shared.errors import InputRefused, Problem, refuse

MOST = 10_000
_EMPTY: dict[str, Any] = {
    "title": "",
    "description": "",
    "tags": [],
    "language": "",
    "category": "",
    "owner": "",
    "available": True,
    "price": None,
    "published_at": None,
    "expires_at": None,
}


def save_items(items: Sequence[Mapping[str, Any]]) -> int:
    """Add or replace each by its key: what a row leaves out is emptied. Raises `InputRefused` with every problem."""
    rows = _checked(ITEMS, items, key="key")
    wrong = [
        Problem("expires_at", _("It is not after `published_at`."), _("Give a later time, or none."), row=number)
        for number, row in enumerate(rows, 1)
        if (begin := row.get("published_at")) and (end := row.get("expires_at")) and end <= begin
    ]
    if wrong:
        raise InputRefused(capped(wrong))
    with stamped() as now:
        fresh = [models.Item(**(_EMPTY | row | {"updated_at": now})) for row in rows]
        models.Item.objects.bulk_create(
            fresh,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=[*_EMPTY, "updated_at"],
        )
    return len(fresh)


def save_users(users: Sequence[Mapping[str, Any]]) -> int:
    """Add or replace what is known of each; a flag that a flood of events raised stays."""
    rows = _checked(USERS, users, key="user")
    fresh = [models.Profile(**({"language": "", "attributes": {}} | row)) for row in rows]
    with transaction.atomic():
        models.Profile.objects.bulk_create(
            fresh,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["user"],
            update_fields=["language", "attributes"],
        )
    return len(fresh)


def _checked(shape: TypeAdapter[Any], sent: Sequence[Mapping[str, Any]], *, key: str) -> list[dict[str, Any]]:
    if len(sent) > MOST:
        raise refuse(
            "body",
            _("It has %(count)s rows; at most %(most)s are taken.") % {"count": f"{len(sent):,}", "most": f"{MOST:,}"},
            _("Send it in parts."),
        )
    try:
        rows: list[dict[str, Any]] = shape.validate_python(list(sent))
    except ValidationError as error:
        raise InputRefused(problems_of(error)) from error
    _refuse_twice([row[key] for row in rows], key)
    return rows


def _refuse_twice(keys: list[str], field: str) -> None:
    """Two rows of one key in one body leave open which is meant."""
    first: dict[str, int] = {}
    problems = [
        Problem(field, _("Row %(before)s has the same key.") % {"before": before}, _("Send one of them."), row=number)
        for number, key in enumerate(keys, 1)
        if (before := first.setdefault(key, number)) != number
    ]
    if problems:
        raise InputRefused(capped(problems))
