"""What the magazine writes about: ten sections, six subjects each, in two languages."""

import csv
from dataclasses import dataclass
from pathlib import Path

SECTIONS = ("science", "food", "travel", "technology", "health", "money", "culture", "nature", "sport", "home")
_FILE = Path(__file__).resolve().parents[1] / "subjects.csv"


@dataclass(frozen=True)
class Subject:
    """`en` and `zh` are noun phrases that fit behind "a guide to"; the fact is a sentence of its own."""

    section: str
    tags: list[str]
    en: str
    zh: str
    fact_en: str
    fact_zh: str


def _read(path: Path) -> tuple[Subject, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(Subject(**(row | {"tags": row["tags"].split("|")})) for row in csv.DictReader(file))


SUBJECTS = _read(_FILE)
