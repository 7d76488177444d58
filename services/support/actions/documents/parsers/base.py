"""What every parser gives: one document as Markdown."""

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

_HEADING = re.compile(r"^#\s+(.+?)\s*#*$", re.MULTILINE)


@dataclass(frozen=True)
class ParsedDocument:
    """A document as its source says it: Markdown text and what the source knows about itself."""

    title: str
    markdown: str
    language: str = ""
    url: str = ""
    tags: list[str] = field(default_factory=list)


def title_of(markdown: str, *, filename: str) -> str:
    """The first top heading, else the file's name made readable."""
    heading = _HEADING.search(markdown)
    if heading:
        return heading.group(1)
    return PurePosixPath(filename).stem.replace("-", " ").replace("_", " ").strip().capitalize()
