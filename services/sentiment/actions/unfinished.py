"""A file of lines that appears only when it is whole; after a kill the next run goes on with it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def opened(target: Path, *, identity: str) -> Iterator[tuple[BinaryIO, int]]:
    """The file to append to, and how many whole lines are in it already; those of another `identity` are not ours.

    Left by an exception, the lines stay for the next run; left well, they become `target`.
    """
    part = target.with_name(f".{target.name}.{identity[:16]}.part")
    for other in target.parent.glob(f".{target.name}.*.part"):
        if other != part:
            other.unlink()
    done = _cut_to_whole_lines(part)
    with part.open("ab") as file:
        yield file, done
    os.replace(part, target)


def _cut_to_whole_lines(part: Path) -> int:
    """A killed process may have left half a line."""
    if not part.exists():
        return 0
    count, end = 0, 0
    with part.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                count, end = count + 1, end + len(line)
    os.truncate(part, end)
    return count
