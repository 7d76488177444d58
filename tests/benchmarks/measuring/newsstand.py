"""Many small sites on this machine's loopback addresses, 127.1.x.y: feeds, pages of common size, and a request log."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from services.sentiment.sample.press.writing import Piece, trickle

# With navigation, teasers and scripts a page of news weighs tens of kilobytes.
_NAVIGATION = "".join(f'<li><a href="/section/{n}">Section {n} and what belongs to it</a></li>' for n in range(220))
_SCRIPT = "<script>" + "var a0=[];" * 900 + "</script>"
_PARAGRAPHS = 6


@dataclass(frozen=True)
class Seen:
    """One request, as the site logged it. `at` is in seconds of a monotonic clock, when it came in.

    `whole` is what an unconditional answer would have weighed, `retry_after` the pause in seconds that was asked for.
    """

    host: str
    path: str
    at: float
    status: int
    bytes: int
    whole: int
    retry_after: int


@dataclass
class Newsstand:
    """`robots` gives a host's robots.txt, empty for none; `items` is how many articles each feed lists at first.

    `busy` gives the seconds of Retry-After that the host's n-th request is refused with, 0 where it is answered.
    """

    port: int
    items: int
    robots: Callable[[str], str]
    busy: Callable[[str, int], int]
    seen: list[Seen] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    published: dict[str, list[Piece]] = field(default_factory=dict)

    def feed(self, host: str) -> str:
        return f"http://{host}:{self.port}/feed.rss"

    def publish(self, host: str, piece: Piece) -> None:
        """From now on the host's feed lists it."""
        self.published.setdefault(host, []).append(piece)

    def news(self, host: str) -> list[Piece]:
        return [*news(host, self.items), *self.published.get(host, ())]


def hosts(count: int) -> list[str]:
    return [f"127.1.{number // 250}.{number % 250 + 1}" for number in range(count)]


@contextmanager
def opened(
    *,
    items: int,
    robots: Callable[[str], str] = lambda _host: "",
    busy: Callable[[str, int], int] = lambda _host, _number: 0,
) -> Iterator[Newsstand]:
    # Every address of 127.0.0.0/8 is this machine, so one socket serves all sites.
    server = _Server(("0.0.0.0", 0), _Handler)  # noqa: S104
    stand = Newsstand(server.server_port, items, robots, busy)
    server.stand = stand  # type: ignore[attr-defined]  # the handler reads it
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stand
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        at, stand = time.monotonic(), self.server.stand  # type: ignore[attr-defined]
        host, path = self.headers["Host"].partition(":")[0], urlsplit(self.path).path
        stand.asked[host] += 1
        pause = stand.busy(host, stand.asked[host])
        body, kind = _answer(stand, host, path)
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        status = 404 if not body else 304 if self.headers.get("If-None-Match") == etag else 200
        status = 429 if pause else status
        sent = body if status == 200 else b""
        stand.seen.append(Seen(host, path, at, status, len(sent), len(body), pause))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("ETag", etag)
        self.send_header("Content-Length", str(len(sent)))
        if pause:
            self.send_header("Retry-After", str(pause))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_arguments: Any) -> None:
        """The stand keeps a log of its own."""


def _answer(stand: Newsstand, host: str, path: str) -> tuple[bytes, str]:
    if path == "/robots.txt":
        return stand.robots(host).encode(), "text/plain; charset=utf-8"
    pieces = stand.news(host)
    if path == "/feed.rss":
        return _feed(stand, host, pieces).encode(), "application/rss+xml; charset=utf-8"
    number = path.removeprefix("/news/").removesuffix(".html")
    if number.isdecimal() and int(number) < len(pieces):
        return page(pieces[int(number)]).encode(), "text/html; charset=utf-8"
    return b"", "text/plain"


_WRITTEN: dict[tuple[str, int], list[Piece]] = {}


def news(host: str, count: int) -> list[Piece]:
    """The same at every call; several short pieces make one of common length."""
    if (host, count) not in _WRITTEN:
        begin = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
        pieces = trickle(seed=host, begin=begin, spacing=timedelta(minutes=40), count=count * _PARAGRAPHS)
        _WRITTEN[host, count] = [_long(pieces) for _ in range(count)]
    return _WRITTEN[host, count]


def _long(pieces: Iterator[Piece]) -> Piece:
    first = next(pieces)
    more = [piece.text for piece in islice(pieces, _PARAGRAPHS - 1) if piece.outlet.language == first.outlet.language]
    return Piece(first.key, first.outlet, first.title, "\n".join([first.text, *more]), first.at)


def _feed(stand: Newsstand, host: str, pieces: list[Piece]) -> str:
    base = f"http://{host}:{stand.port}"
    items = "".join(
        f"<item><title>{escape(piece.title)}</title><link>{base}/news/{number}.html</link>"
        f"<pubDate>{format_datetime(piece.at)}</pubDate></item>"
        for number, piece in enumerate(pieces)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'


def page(piece: Piece) -> str:
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in piece.text.splitlines())
    said = f'{{"@type":"NewsArticle","datePublished":"{piece.at.isoformat()}"}}'
    dated = f'<script type="application/ld+json">{said}</script>'
    head = f"<head><meta charset='utf-8'><title>{escape(piece.title)}</title>{dated}{_SCRIPT}</head>"
    article = f"<article><h1>{escape(piece.title)}</h1>{text}</article>"
    body = f"<body><nav><ul>{_NAVIGATION}</ul></nav>{article}<footer>© the press</footer></body>"
    return f"<!doctype html><html lang='{piece.outlet.language}'>{head}{body}</html>"
