"""What leads from one page of a list to the next."""

import base64
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b

from django.core import signing
from django.utils.translation import gettext as _

from services.recommend.actions.ranking import Pick
from shared.errors import refuse

_SALT = "recommend.cursor"
# Two of five hundred items are taken for one once in some thirty thousand lists, and then one of them is not shown.
_MARK_BYTES = 4


@dataclass(frozen=True)
class Page:
    """The one that follows. `moment`: the history's, of the first page; `shown`: marks of all that went before.

    What was shown is named, not counted: the shelf or the ranker may be another since.
    """

    moment: datetime | None
    shown: frozenset[bytes]

    def left(self, picks: Sequence[Pick]) -> list[Pick]:
        """What has not been shown yet."""
        return [pick for pick in picks if _mark(pick.item) not in self.shown]


FIRST = Page(None, frozenset())


def write(page: Page, picks: Collection[Pick], *, moment: datetime, asked: Sequence[str]) -> str:
    """For what follows these picks of this page."""
    shown = page.shown | {_mark(pick.item) for pick in picks}
    marks = base64.b85encode(b"".join(sorted(shown))).decode()
    return signing.dumps([moment.timestamp(), marks, _digest(asked)], salt=_SALT)


def read(cursor: str, *, asked: Sequence[str]) -> Page:
    """Raises `InputRefused` where it was changed, or belongs to a list that was asked for otherwise."""
    if not cursor:
        return FIRST
    try:
        moment, marks, digest = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError):
        # One of before an update is of another shape.
        moment, marks, digest = 0.0, "", ""
    if digest != _digest(asked):
        raise refuse("cursor", _("It is not of this list."), _("Use the cursor of the page before, unchanged."))
    packed = base64.b85decode(marks)
    shown = frozenset(packed[start : start + _MARK_BYTES] for start in range(0, len(packed), _MARK_BYTES))
    return Page(datetime.fromtimestamp(moment, tz=UTC), shown)


def _mark(item: str) -> bytes:
    return blake2b(item.encode(), digest_size=_MARK_BYTES).digest()


def _digest(asked: Sequence[str]) -> str:
    return blake2b(json.dumps(list(asked)).encode(), digest_size=8).hexdigest()
