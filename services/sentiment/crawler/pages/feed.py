"""RSS, Atom and JSON feeds: the fast parser first, the forgiving one behind it, neither of them with entities."""

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from services.sentiment.crawler.pages.dates import read_date
from services.sentiment.crawler.pages.hint import Hint
from shared.errors import ServiceError

_ENTITIES = re.compile(rb"<!\s*(?:ENTITY|ELEMENT|ATTLIST)", re.IGNORECASE)
MOST_ENTRIES = 2_000


class Unreadable(ServiceError):
    """This is no feed."""

    code = "unreadable"

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


def read_feed(body: bytes, *, url: str) -> list[Hint]:
    """Its entries, the listed order kept. Raises `Unreadable` with a remedy."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if not start:
        raise Unreadable("The feed is empty.", "Open the address in a browser; the site may have moved its feed.")
    if start.startswith(b"{"):
        return _json_feed(body, url)
    refuse_entities(body)
    if start.startswith((b"<!doctype html", b"<html")):
        raise Unreadable(
            "This is a web page, not a feed.", "Look for the feed's address, or choose the kind “listing”."
        )
    return [hint for entry in _entries(body)[:MOST_ENTRIES] if (hint := _hint(entry, url))]


def refuse_entities(body: bytes) -> None:
    """A feed needs no entities of its own, and a billion laughs does. UTF-16 would hide them, so it is decoded."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in body[:64]:
        body = body.decode("utf-16", "replace").encode()
    if _ENTITIES.search(body):
        raise Unreadable(
            "The document declares entities.", "Such documents are not read; ask the site for a plain feed."
        )


def _entries(body: bytes) -> list[Any]:
    import fastfeedparser
    import feedparser

    try:
        found = list(fastfeedparser.parse(body).entries)
    except Exception:  # noqa: BLE001 - the second parser has its own opinion of a broken feed
        found = []
    if not found:
        parsed = feedparser.parse(body, sanitize_html=True, resolve_relative_uris=False)
        found = list(parsed.entries)
        if not found and not parsed.version:
            raise Unreadable("This is no feed, or a broken one.", "Check the address in a feed reader.")
    return found


def _hint(entry: Any, url: str) -> Hint | None:
    link = str(entry.get("link") or "").strip()
    if not link and str(entry.get("id") or "").startswith(("http://", "https://")):
        link = str(entry["id"])
    if not link:
        return None
    bodies = [str(one.get("value") or "") for one in entry.get("content") or [] if hasattr(one, "get")]
    markup = max([*bodies, str(entry.get("summary") or entry.get("description") or "")], key=len)
    at = read_date(entry.get("published")) or read_date(entry.get("updated"))
    author = entry.get("author")
    return Hint(
        urljoin(url, link), str(entry.get("title") or ""), markup, at, author if isinstance(author, str) else ""
    )


def _json_feed(body: bytes, url: str) -> list[Hint]:
    try:
        items = json.loads(body)["items"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable(
            "This JSON is no JSON feed.", "Choose the kind “JSON API” and say where the items are."
        ) from None
    entries: Iterable[Any] = items[:MOST_ENTRIES] if isinstance(items, list) else []
    return [_json_hint(one, url) for one in entries if isinstance(one, dict) and (one.get("url") or one.get("id"))]


def _json_hint(entry: dict[str, Any], url: str) -> Hint:
    link = urljoin(url, str(entry.get("url") or entry["id"]))
    markup = str(entry.get("content_html") or entry.get("content_text") or entry.get("summary") or "")
    at = read_date(entry.get("date_published")) or read_date(entry.get("date_modified"))
    return Hint(link, str(entry.get("title") or ""), markup, at)
