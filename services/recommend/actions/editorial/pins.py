"""An item at a place of everybody's list, for a time."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from services.recommend import models
from services.recommend.actions.kept import Kept
from services.recommend.actions.ranking import Limits, Pick, Shelf
from services.recommend.queries import catalogue
from services.recommend.queries.histories import History
from shared.accounts.models import User
from shared.errors import InputRefused, Problem

# Beyond this place nobody looks for what an editor wants to be seen.
LAST = 50


def pin(
    *,
    item: str,
    position: int = 1,
    surface: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    by: User | None = None,
) -> models.Pin:
    """Put it there, or move it: an item has one pin a surface. Raises `InputRefused`."""
    found = models.Item.objects.filter(key=item).first()
    problems = _problems(found, position, surface, starts_at, ends_at)
    if problems or found is None:
        raise InputRefused(problems)
    fields = {"position": position, "starts_at": starts_at, "ends_at": ends_at, "created_by": by}
    made, _new = models.Pin.objects.update_or_create(item=found, surface=surface, defaults=fields)
    _current.forget()
    return made


def remove_pin(*, pin: models.Pin) -> None:
    pin.delete()
    _current.forget()


def placed(
    shelf: Shelf, history: History, picks: Sequence[Pick], *, surface: str, limits: Limits, now: datetime
) -> list[Pick]:
    """Pins stand where they were put, unless the user has seen them or they are of another section."""
    seen, groups, found = history.items, limits.groups(shelf), list(picks)
    for one in _current.value():
        place = shelf.places.get(one.item.key)
        if not one.holds(surface=surface, now=now) or place is None or not shelf.live[place] or one.item.key in seen:
            continue
        if groups is not None and not groups[shelf.groups.codes[place]]:
            continue
        found = [pick for pick in found if pick.item != one.item.key]
        found.insert(min(one.position - 1, len(found)), Pick(one.item.key, 0.0, {"kind": "pinned"}))
    return found


def forget_pins() -> None:
    """After they were changed here by other ways."""
    _current.forget()


def _read() -> list[models.Pin]:
    return list(catalogue.pins(now=timezone.now()))


_current: Kept[list[models.Pin]] = Kept(_read)


def _problems(
    item: models.Item | None, position: int, surface: str, starts_at: datetime | None, ends_at: datetime | None
) -> list[Problem]:
    found = []
    if item is None:
        found.append(Problem("item", "No item has this key.", "Use the key of an item of the catalogue."))
    if not 1 <= position <= LAST:
        found.append(Problem("position", f"It is not from 1 to {LAST}.", "Count from the first place of the list."))
    if len(surface) > 60 or "\x00" in surface:
        found.append(Problem("surface", "It is not a name of at most 60 characters.", "Use a shorter one."))
    if starts_at and ends_at and ends_at <= starts_at:
        found.append(Problem("ends_at", "It ends before it starts.", "Choose a later time."))
    if ends_at and ends_at <= timezone.now():
        found.append(Problem("ends_at", "It is in the past: nobody would see it.", "Choose a later time."))
    return found
