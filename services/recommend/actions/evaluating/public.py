"""A folder of public data through a public protocol: every recommender of the library, and the simple ones beside it.

Nothing is read from or written to the database.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast, get_args

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from modelkit.errors import ModelkitError
from modelkit.recommendation.data.readers import READERS
from modelkit.recommendation.lineup import TEXTS_BY, Protocol
from modelkit.recommendation.protocols import answer_all, described, leaks_of, splits_of
from shared.engines import engine, patiently
from shared.errors import refuse

PROTOCOLS: tuple[str, ...] = get_args(Protocol)
FORMATS = tuple(READERS)
_AT_ONCE = 256
_NEEDED: dict[Protocol, Any] = {
    "leave-one-out": gettext_lazy("Name one where users have two items or more, and share them."),
    "rolling-time": gettext_lazy("Name one whose interactions span more than two weeks, or leave one out."),
}


def evaluate_folder(
    folder: Path, *, layout: str, protocol: str, seeds: Sequence[int] = (0,), report: Callable[[str, str], None]
) -> dict[str, object]:
    """Plain JSON; raises `InputRefused` where the folder cannot be read."""
    asked = cast(Protocol, protocol)
    try:
        data = READERS[layout](folder)
    except (ModelkitError, OSError) as error:
        raise refuse("folder", str(error), _("Name a folder of this layout.")) from error
    if not len(data):
        raise refuse("folder", _("It has no interactions."), _("Name a folder with some."))
    if not any(split.questions for split in splits_of(data, asked)):
        raise refuse("folder", _("It leaves nothing to ask under this protocol."), str(_NEEDED[asked]))
    data = data.seen_by(data.catalogue.embedded(_embed))
    found = answer_all(data, asked, seeds=seeds, report=report)
    size = {"users": len(data.user_keys), "items": len(data.catalogue), "interactions": len(data)}
    return {"data": size, "leaks": leaks_of(data, asked), **described(found, asked, items=len(data.catalogue))}


def _embed(texts: Sequence[str]) -> NDArray[np.float32]:
    parts = [texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE)]
    return np.concatenate([patiently(partial(engine().embed, TEXTS_BY, part, kind="passage")) for part in parts])
