"""A file of entities comes in whole or not at all: our own layouts, and SEntFiN's list."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from services.sentiment import models
from services.sentiment.actions.dictionary.editing import MAX_NAME, AliasIn, EntityIn, free_key, save_entity
from shared.uploads.rows import Row, read_rows, refuse_problems, require_columns


@dataclass(frozen=True)
class Imported:
    """How many entities were added, and how many replaced by their key; `rows` name them, with what was done."""

    added: int
    changed: int
    rows: Sequence[tuple[int, str, bool]] = field(default=(), compare=False)


@transaction.atomic
def import_entities(*, filename: str, data: bytes, dry_run: bool = False) -> Imported:
    """A row replaces the entity of its key. Raises `InputRefused` with every problem and keeps nothing.

    A dry run goes all the way too, and then keeps nothing either.
    """
    rows = read_rows(data, filename=filename)
    sentfin = {"Symbol", "Entity"} <= set(rows[0].fields)
    require_columns(rows, {"Symbol", "Entity"} if sentfin else {"name"})
    read = [(row, _of_sentfin(row) if sentfin else _of_ours(row)) for row in rows]
    refuse_problems(rows)
    known = models.Entity.everything.in_bulk(field_name="key")
    before = {key for key, entity in known.items() if entity.deleted_at is None}
    seen: dict[str, int] = {}
    for row, given in read:
        if given.key in seen:
            message = _("'%(name)s' stands in row %(row)s too.") % {"name": given.key, "row": seen[given.key]}
            row.reject("key", message, _("Keep one of the two rows."))
        seen[given.key] = row.number
        _check_peers(row, given, set(known) | {other.key for _row, other in read})
    refuse_problems(rows)
    for _row, given in read:
        # Peers may stand further down in the file, so they are set once all are there.
        bare = EntityIn(**(vars(given) | {"peers": ()}))
        known[given.key] = save_entity(given=bare, entity=known.get(given.key) or models.Entity(key=given.key))
    for _row, given in read:
        known[given.key].peers.set([known[key] for key in given.peers if key != given.key])
    if dry_run:
        transaction.set_rollback(True)
    told = [(row.number, given.name, given.key not in before) for row, given in read]
    return Imported(added=len(set(seen) - before), changed=len(set(seen) & before), rows=told)


def _of_ours(row: Row) -> EntityIn:
    name = row.text("name", limit=MAX_NAME)
    return EntityIn(
        key=row.text("key", required=False, limit=80) or free_key(name),
        name=name,
        name_zh=row.text("name_zh", required=False, limit=MAX_NAME),
        ticker=row.text("ticker", required=False, limit=24),
        sector=row.text("sector", required=False, limit=100),
        watched=row.flag("watched", default=True),
        peers=[str(peer) for peer in _listed(row, "peers")],
        aliases=[alias for value in _listed(row, "aliases") if (alias := _alias(row, value))],
    )


def _of_sentfin(row: Row) -> EntityIn:
    """`Symbol` is the ticker, `Entity` all names with commas between, the longest of which is the proper one."""
    symbol = row.text("Symbol", limit=24)
    names = [name.strip() for name in row.text("Entity", limit=2_000).split(",") if name.strip()]
    aliases = [AliasIn(name[:MAX_NAME], case_sensitive=name == symbol) for name in names[1:]]
    ticker = symbol if symbol.isalnum() else ""
    return EntityIn(key=slugify(symbol), name=(names or [symbol])[0][:MAX_NAME], ticker=ticker, aliases=aliases)


def _listed(row: Row, field: str) -> list[Any]:
    """A list of a JSON file, or a CSV cell: JSON, or words with `;` between."""
    value = row.fields.get(field)
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            row.reject(field, _("It is not JSON."), _('Write ["one", "two"], or one;two.'))
            return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(";") if part.strip()]
    if value is None or isinstance(value, list):
        return value or []
    row.reject(field, _("It is not a list."), _("Write a list, or words with ; between."))
    return []


def _alias(row: Row, value: Any) -> AliasIn | None:
    given = value if isinstance(value, dict) else {"text": value}
    text, needs = given.get("text"), given.get("needs") or []
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_NAME:
        remedy = _("Write text of at most %(most)s characters.") % {"most": MAX_NAME}
        row.reject("aliases", _("One is no name."), remedy)
        return None
    if not isinstance(needs, list) or not all(isinstance(word, str) for word in needs):
        message = _("'needs' of '%(name)s' is no list of words.") % {"name": text[:40]}
        row.reject("aliases", message, _('Write ["chip", "shares"].'))
        return None
    return AliasIn(text.strip(), case_sensitive=bool(given.get("case_sensitive")), needs=needs)


def _check_peers(row: Row, given: EntityIn, keys: set[str]) -> None:
    if missing := sorted(set(given.peers) - keys):
        message = _("Nobody has the key %(keys)s.") % {"keys": ", ".join(missing)[:100]}
        row.reject("peers", message, _("Add them to the file, or correct it."))
