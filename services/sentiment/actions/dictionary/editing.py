"""Add, change and remove an entity with its names."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from services.sentiment import models
from shared.errors import refuse

MAX_NAME = 200
_LIMITS = {"name": MAX_NAME, "name_zh": MAX_NAME, "ticker": 24, "sector": 100}


@dataclass(frozen=True)
class AliasIn:
    """A name as it is given."""

    text: str
    case_sensitive: bool = False
    needs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class EntityIn:
    """An entity as it is given. `peers` are keys."""

    name: str
    key: str = ""
    name_zh: str = ""
    ticker: str = ""
    sector: str = ""
    watched: bool = True
    peers: Sequence[str] = ()
    aliases: Sequence[AliasIn] = ()


@transaction.atomic
def save_entity(*, given: EntityIn, entity: models.Entity | None = None) -> models.Entity:
    """Change `entity`, or add one under a key of its name. Raises `InputRefused` and keeps nothing."""
    check_names(given)
    row = entity or models.Entity(key=free_key(given.key or given.name))
    row.deleted_at = None
    for name in ("name", "name_zh", "ticker", "sector", "watched"):
        setattr(row, name, getattr(given, name))
    row.save()
    _set_aliases(row, given.aliases)
    _set_peers(row, given.peers)
    return row


def delete_entity(*, entity: models.Entity) -> None:
    """Out of every list and count of companies; what was judged of it stays, so that `restore_entity` can undo it."""
    entity.deleted_at = timezone.now()
    entity.save(update_fields=["deleted_at"])


def restore_entity(*, entity: models.Entity) -> None:
    entity.deleted_at = None
    entity.save(update_fields=["deleted_at"])


def free_key(wanted: str) -> str:
    """A key that nobody has: the words themselves, or with a number behind."""
    base = slugify(wanted)[:70] or "entity"
    taken = set(models.Entity.everything.filter(key__startswith=base).values_list("key", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(key for key in numbered if key not in taken)


def check_names(given: EntityIn) -> None:
    if not given.name.strip():
        raise refuse("name", _("It is missing or empty."), _("Write the name that most texts use."))
    for name, limit in _LIMITS.items():
        if len(getattr(given, name)) > limit:
            raise refuse(name, _("It is too long."), _("Keep it under %(most)s characters.") % {"most": limit})
    for alias in given.aliases:
        if not alias.text.strip():
            raise refuse("aliases", _("One is empty."), _("Write a name, or remove the line."))
        if len(alias.text) > MAX_NAME:
            message = _("'%(name)s…' is too long.") % {"name": alias.text[:40]}
            raise refuse("aliases", message, _("Keep it under %(most)s characters.") % {"most": MAX_NAME})


def _set_aliases(entity: models.Entity, aliases: Sequence[AliasIn]) -> None:
    kept = {alias.text: alias for alias in aliases}
    entity.aliases.exclude(text__in=kept).delete()
    for text, alias in kept.items():
        fields = {"case_sensitive": alias.case_sensitive, "needs": list(alias.needs)}
        models.Alias.objects.update_or_create(entity=entity, text=text, defaults=fields)


def _set_peers(entity: models.Entity, keys: Sequence[str]) -> None:
    found = models.Entity.objects.filter(key__in=keys).exclude(pk=entity.pk)
    missing = sorted(set(keys) - set(found.values_list("key", flat=True)) - {entity.key})
    if missing:
        message = _("Nobody has the key %(keys)s.") % {"keys": ", ".join(missing)}
        raise refuse("peers", message, _("Add them first, or correct the key."))
    entity.peers.set(found)
