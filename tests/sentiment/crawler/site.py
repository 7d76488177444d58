"""A web site on loopback that behaves as told, and remembers who asked for what and when."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

Headers = dict[str, str]
Page = tuple[int, Headers, bytes]


@dataclass
class Site:
    """`pages` maps a path to an answer, or to something that makes one from the request's headers."""

    pages: dict[str, Page | Callable[[Headers], Page]] = field(default_factory=dict)
    asked: list[tuple[float, str, Headers]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.asked]


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = dict(self.headers.items())
            site.asked.append((time.monotonic(), self.path, headers))
            page = site.pages.get(self.path, (404, {}, b"not here"))
            status, extra, body = page(headers) if callable(page) else page
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **extra}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the server's name for it
            """Tests read `asked` instead."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


WORDS = (
    "The bank said on Monday that its loan losses doubled, as two shipping companies to which it lent stopped paying."
)


def page(title: str, number: int) -> Page:
    body = "".join(f"<p>{WORDS} This is report {number}, paragraph {part} of {title}.</p>" for part in range(4))
    html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
    return 200, {"Content-Type": "text/html; charset=utf-8"}, html.encode()


def rss(*links: str, date: str = "Mon, 16 Nov 2026 09:00:00 GMT") -> bytes:
    items = "".join(
        f"<item><title>Report {n}</title><link>{link}</link><pubDate>{date}</pubDate></item>"
        for n, link in enumerate(links)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>N</title>{items}</channel></rss>'.encode()


def crawlers() -> list[int]:
    """Processes that this one started, and that crawl."""
    children = [path.read_text().split() for path in Path("/proc/self/task").glob("*/children")]
    ids = [int(child) for some in children for child in some]
    return [child for child in ids if b"services.sentiment.crawler" in Path(f"/proc/{child}/cmdline").read_bytes()]
