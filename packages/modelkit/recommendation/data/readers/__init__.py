"""One file a layout: a folder in, `Interactions` out."""

from collections.abc import Callable
from pathlib import Path

from modelkit.recommendation.data.interactions import Interactions
from modelkit.recommendation.data.readers.recbole import read_recbole

READERS: dict[str, Callable[[Path], Interactions]] = {"recbole": read_recbole}

__all__ = ["READERS", "read_recbole"]
