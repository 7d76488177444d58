"""The press over HTTP: polite hosts with robots.txt, ETags, and 304 for what has not changed."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from services.sentiment.sample.press import formats
from services.sentiment.sample.press.newsroom import Newsroom
from services.sentiment.sample.press.outlets import BY_KEY, Outlet
from services.sentiment.sample.press.writing import Piece

Format = Callable[[str, Outlet, Sequence[Piece]], str]
ROBOTS = "User-agent: *\nCrawl-delay: 0.5\nDisallow: /archive/\n"
_XML, _HTML, _JSON = "application/xml; charset=utf-8", "text/html; charset=utf-8", "application/feed+json"
_LISTS: dict[str, tuple[Format, str]] = {
    "feed.rss": (formats.rss, _XML),
    "feed.atom": (formats.atom, _XML),
    "feed.json": (formats.json_feed, _JSON),
    "news.xml": (formats.sitemap, _XML),
    "latest": (formats.listing, _HTML),
    "comments": (formats.thread, _HTML),
}


class PressServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *, port: int, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: PressServer
    server_version = "Press"

    def do_GET(self) -> None:
        found = self._found()
        if found is None:
            self.send_error(404)
            return
        text, kind = found
        body = text.encode()
        etag = f'"{sha256(body).hexdigest()[:20]}"'
        if self.headers.get("If-None-Match") == etag:
            self._head(304, kind, etag, 0)
            return
        self._head(200, kind, etag, len(body))
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """The crawler keeps its own log of requests."""

    def _found(self) -> tuple[str, str] | None:
        path = urlsplit(self.path).path
        if path in ("/robots.txt", "/readyz"):
            return (ROBOTS if path == "/robots.txt" else "ok"), "text/plain; charset=utf-8"
        key, _, name = path.strip("/").partition("/")
        outlet = BY_KEY.get(key)
        if outlet is None:
            return None
        if listed := _LISTS.get(name or "latest"):
            write, kind = listed
            return write(self.server.base, outlet, self.server.newsroom.front_page(outlet)), kind
        piece = self.server.newsroom.piece(name.removesuffix(".html"))
        return (formats.article(self.server.base, piece), _HTML) if piece and piece.outlet == outlet else None

    def _head(self, status: int, kind: str, etag: str, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("ETag", etag)
        self.send_header("Cache-Control", "no-cache")
        if status == 200:
            self.send_header("Content-Length", str(length))
        self.end_headers()
