"""News from headlines of the sample and sentences of our own: the same seed writes the same news."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from services.sentiment.sample.press import phrases
from services.sentiment.sample.press.outlets import BY_KEY, OUTLETS, Outlet

SAMPLE = Path(__file__).resolve().parents[1]
SEED = 7
_SYNDICATED = 0.15


@dataclass(frozen=True)
class Piece:
    """One article of one outlet. `key` is the last part of its address."""

    key: str
    outlet: Outlet
    title: str
    text: str
    at: datetime


@cache
def companies() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((SAMPLE / "entities.json").read_text(encoding="utf-8"))
    return loaded


@cache
def headlines(language: str) -> list[str]:
    """The sample's headlines about one company, with {name} in its place."""
    lines = (SAMPLE / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    found = {
        _with_a_gap(row["text"].splitlines()[0]): None
        for row in rows
        if row["language"] == language and "entity" not in row
    }
    return [headline for headline in found if headline.count("{name}") == 1]


def trickle(*, seed: str, begin: datetime, spacing: timedelta, count: int) -> Iterator[Piece]:
    """News at a steady pace from `begin`; now and then two outlets print the same."""
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")  # noqa: S311 - a simulation
        at = begin + spacing * (number + chance.random())
        outlet = chance.choice(OUTLETS)
        title, text = _news(chance, outlet.language)
        yield Piece(f"{seed}-{number}", outlet, title, text, at)
        if chance.random() < _SYNDICATED:
            same = [one for one in OUTLETS if one.language == outlet.language and one != outlet]
            yield Piece(f"{seed}-{number}-copy", chance.choice(same), title, text, at + timedelta(minutes=1))


def history(*, now: datetime, days: int = 60, daily: int = 20) -> Iterator[Piece]:
    """The weeks before this moment; what it has in common with another run of the same day is the same."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    begin = midnight - timedelta(days=days)
    seed = f"{SEED}-{begin:%Y%m%d}"
    pieces = trickle(seed=seed, begin=begin, spacing=timedelta(days=1) / daily, count=(days + 1) * daily)
    yield from (piece for piece in pieces if piece.at < now)


def scandal(*, seed: str, begin: datetime) -> Iterator[Piece]:
    for number, (seconds, outlet, title, text) in enumerate(phrases.SCANDAL):
        at = begin + timedelta(seconds=seconds)
        yield Piece(f"{seed}-scandal-{number}", BY_KEY[outlet], title, text, at)


def _news(chance: random.Random, language: str) -> tuple[str, str]:
    company = chance.choice(companies())
    chinese = language == "zh"
    title = chance.choice(headlines(language)).replace("{name}", company["name_zh" if chinese else "name"])
    sentences = phrases.SENTENCES_ZH if chinese else phrases.SENTENCES
    facts = {
        "place": chance.choice(phrases.PLACES_ZH if chinese else phrases.PLACES),
        "day": chance.choice(phrases.DAYS_ZH if chinese else phrases.DAYS),
        "ticker": company["ticker"],
        "thousands": chance.randint(2, 90),
        "percent": chance.randint(11, 88),
        "count": chance.randint(4, 19),
    }
    body = [sentence.format(**facts) for sentence in chance.sample(sentences, 4)]
    return title, ("" if chinese else " ").join(body)


def _with_a_gap(headline: str) -> str:
    """The company's longest name gives way; headlines that name two keep the second and are not used."""
    for name in _names():
        if name in headline:
            rest = headline.replace(name, "{name}")
            return "" if any(other in rest for other in _names()) else rest
    return ""


@cache
def _names() -> list[str]:
    names = {one[key] for one in companies() for key in ("name", "name_zh", "ticker")}
    names |= {alias["text"] for one in companies() for alias in one["aliases"]}
    return sorted(names, key=lambda name: (-len(name), name))
