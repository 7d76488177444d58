"""An item at a place of everybody's list, for a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from services.recommend import models
from services.recommend.actions.kept import Kept
from services.recommend.actions.ranking import Limits, Pick, Shelf
from services.recommend.queries import editorial as queries
from services.recommend.queries.histories import History
from shared.accounts.models import User
from shared.errors import InputRefused, Problem

# Beyond this place nobody looks for what an editor wants to be seen.
LAST_POSITION = 50
REASON = {"kind": "pinned"}


@dataclass(frozen=True)
class Pins:
    """Those in force on one surface at one moment: key and position from 1, in the order they are placed."""

    pins: Sequence[tuple[str, int]]

    def place(
        self, shelf: Shelf, history: History, picks: Sequence[Pick], *, limits: Limits | None = None
    ) -> list[Pick]:
        """Each stands where it was put, unless the user has seen it or it is not to be shown to them now."""
        closed = set(shelf.closed_to(history.user, history.items).tolist()) if self.pins else set()
        groups, found = (limits or Limits()).groups(shelf), list(picks)
        for item, position in self.pins:
            at = shelf.places.get(item)
            if at is None or not shelf.live[at] or at in closed:
                continue
            if groups is not None and not groups[shelf.groups.codes[at]]:
                continue
            found = [pick for pick in found if pick.item != item]
            found.insert(min(position - 1, len(found)), Pick(item, 0.0, REASON))
        return found


def pins_in_force(*, surface: str, now: datetime) -> Pins:
    """Those of the surface and those of all; the lowest position first, so that each ends where it was put."""
    rows = [row for row in _current.value() if row.holds(surface=surface, now=now)]
    rows.sort(key=lambda row: (row.position, row.pk))
    # A pin of the surface itself says more about its item than one of all.
    own = {row.item.key for row in rows if row.surface}
    return Pins([(row.item.key, row.position) for row in rows if row.surface or row.item.key not in own])


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
    found = models.Item.objects.filter(key=item).first() if "\x00" not in item else None
    problems = _problems(found, position, surface, starts_at, ends_at)
    if problems or found is None:
        raise InputRefused(problems)
    fields = {"position": position, "starts_at": starts_at, "ends_at": ends_at, "created_by": by}
    made, _new = models.Pin.objects.update_or_create(item=found, surface=surface, defaults=fields)
    forget_pins()
    return made


def remove_pin(*, pin: models.Pin) -> None:
    pin.delete()
    forget_pins()


def forget_pins() -> None:
    """After they were changed here."""
    _current.forget()


def _read() -> list[models.Pin]:
    return list(queries.pins(now=timezone.now()))


_current: Kept[list[models.Pin]] = Kept(_read)


def _problems(
    item: models.Item | None, position: int, surface: str, starts_at: datetime | None, ends_at: datetime | None
) -> list[Problem]:
    found = []
    if item is None:
        found.append(Problem("item", _("No item has this key."), _("Use the key of an item of the catalogue.")))
    if not 1 <= position <= LAST_POSITION:
        found.append(
            Problem(
                "position",
                _("It is not from 1 to %(last_position)s.") % {"last_position": LAST_POSITION},
                _("Count from the first place."),
            )
        )
    if len(surface) > 60 or "\x00" in surface:
        found.append(Problem("surface", _("It is not a name of at most 60 characters."), _("Use a shorter one.")))
    if starts_at and ends_at and ends_at <= starts_at:
        found.append(Problem("ends_at", _("It ends before it starts."), _("Choose a later time.")))
    elif ends_at and ends_at <= timezone.now():
        found.append(Problem("ends_at", _("It is in the past: nobody would see it."), _("Choose a later time.")))
    return found
