"""The public archive of headlines by day: Guardian business and CNBC, December 2017 to July 2020."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.benchmarks.measuring.public_data import folder

_NEW_YORK = ZoneInfo("America/New_York")


@dataclass(frozen=True)
class Dated:
    """A headline of a house. Where only the day is known, `at` is its noon, UTC."""

    house: str
    title: str
    at: datetime


def headlines() -> list[Dated]:
    """By time, each title once a house and day. Rows that are blank or lack a day are left out."""
    found: dict[tuple[str, str, object], Dated] = {}
    for one in (*_guardian(), *_cnbc()):
        found.setdefault((one.house, one.title.casefold(), one.at.date()), one)
    return sorted(found.values(), key=lambda one: (one.at, one.house, one.title))


def _guardian() -> Iterator[Dated]:
    for row in _rows("guardian_headlines.csv"):
        # Some have the name of their section glued in front, lines apart.
        title = " ".join(row["Headlines"].strip().splitlines()[-1].split()) if row["Headlines"].strip() else ""
        day = _read(row["Time"].strip(), "%d %B %Y")
        if title and day:
            yield Dated("Guardian", title, day.replace(tzinfo=UTC) + timedelta(hours=12))


def _cnbc() -> Iterator[Dated]:
    for row in _rows("cnbc_headlines.csv"):
        title, told = " ".join(row["Headlines"].split()), " ".join(row["Time"].replace("ET", "").split())
        # Months are written short or long: "Fri, 17 July 2020", "Mon, 2 Sept 2019".
        clock, _, day = told.partition(", ")
        at = _read(f"{clock.rpartition(' ')[0]} {_month(day)}", "%I:%M %p %d %b %Y")
        if title and at:
            yield Dated("CNBC", title, at.replace(tzinfo=_NEW_YORK).astimezone(UTC))


def _month(day: str) -> str:
    parts = day.split()
    return " ".join([parts[0], parts[1][:3], parts[2]]) if len(parts) == 3 else day


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (folder("sentiment/headlines") / name).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield {column: value or "" for column, value in row.items()}


def _read(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - the house's own zone is added by the caller
    except ValueError:
        return None
