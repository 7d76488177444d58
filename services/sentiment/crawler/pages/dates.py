"""When a page was published: from structured data, then from its head, then from its text."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dateutil import parser as dateutil

from services.sentiment.models.choices import DateFrom

_META = (
    "article:published_time",
    "og:published_time",
    "datePublished",
    "dc.date.issued",
    "dc.date",
    "date",
    "pubdate",
    "publishdate",
)
_DEEPEST = 6


@dataclass(frozen=True)
class FoundDate:
    at: datetime
    place: DateFrom
    confidence: float


def read_date(value: object) -> datetime | None:
    """Any usual way to write a time; without a zone it is UTC. Numbers are Unix seconds or milliseconds."""
    try:
        if isinstance(value, (int, float)) or (isinstance(value, str) and re.fullmatch(r"\d{9,13}", value.strip())):
            seconds = float(value)
            return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
        text = str(value or "").strip()
        if not any(character.isdigit() for character in text) or len(text) > 60:
            return None
        found: datetime = dateutil.parse(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def find_date(tree: Any) -> FoundDate | None:
    """`tree` is the page's lxml root."""
    for record in structured(tree):
        if at := read_date(record.get("datePublished") or record.get("dateCreated")):
            return FoundDate(at, DateFrom.STRUCTURED, 0.9)
    for name in _META:
        for content in tree.xpath("//meta[@property=$n or @name=$n or @itemprop=$n]/@content", n=name)[:1]:
            if at := read_date(content):
                return FoundDate(at, DateFrom.META, 0.8)
    for value in tree.xpath("//time/@datetime")[:1]:
        if at := read_date(value):
            return FoundDate(at, DateFrom.PAGE, 0.6)
    return None


def structured(tree: Any) -> Iterator[dict[str, Any]]:
    """Each JSON-LD object of the page that is an article."""
    for script in tree.xpath('//script[@type="application/ld+json"]/text()')[:20]:
        try:
            yield from _articles(json.loads(script), 0)
        except (ValueError, RecursionError):
            continue


def _articles(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value[:50]:
            yield from _articles(one, depth + 1)
    elif isinstance(value, dict):
        if any(str(kind).endswith(("Article", "Posting", "Report")) for kind in _listed(value.get("@type"))):
            yield value
        yield from _articles(value.get("@graph"), depth + 1)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
