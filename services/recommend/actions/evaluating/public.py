"""A folder of public data through a public protocol: every recommender of the library, and the simple ones beside it.

Nothing is read from or written to the database.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import cast, get_args

import numpy as np
from numpy.typing import NDArray

from modelkit.errors import ModelkitError
from modelkit.recommendation.data.readers import READERS
from modelkit.recommendation.lineup import TEXTS_BY, Protocol
from modelkit.recommendation.protocols import answer_all, described, leaks_of
from shared.engines import engine, patiently
from shared.errors import refuse

PROTOCOLS: tuple[str, ...] = get_args(Protocol)
FORMATS = tuple(READERS)
_AT_ONCE = 256


def evaluate_folder(
    folder: Path, *, layout: str, protocol: str, seeds: Sequence[int] = (0,), report: Callable[[str, str], None]
) -> dict[str, object]:
    """Plain JSON; raises `InputRefused` where the folder cannot be read."""
    asked = cast(Protocol, protocol)
    try:
        data = READERS[layout](folder)
    except (ModelkitError, OSError) as error:
        raise refuse("folder", str(error), "Name a folder of this layout.") from error
    if not len(data):
        raise refuse("folder", "It has no interactions.", "Name a folder with some.")
    data = data.seen_by(data.catalogue.embedded(_embed))
    found = answer_all(data, asked, seeds=seeds, report=report)
    size = {"users": len(data.user_keys), "items": len(data.catalogue), "interactions": len(data)}
    return {"data": size, "leaks": leaks_of(data, asked), **described(found, asked, items=len(data.catalogue))}


def _embed(texts: Sequence[str]) -> NDArray[np.float32]:
    parts = [texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE)]
    return np.concatenate([patiently(partial(engine().embed, TEXTS_BY, part, kind="passage")) for part in parts])
