"""What became of one uploaded file, said in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.errors import Problem


@dataclass(frozen=True)
class Report:
    """`state` is new, changed, unchanged or refused."""

    filename: str
    state: str
    summary: str
    problems: Sequence[Problem] = field(default_factory=list)
    link: str = ""
