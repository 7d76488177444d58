"""A generator on this machine: it speaks the field's protocol, and keeps what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Generator:
    """What it was asked, and what it writes; whoever holds `may_answer` back makes it slow."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.asked: list[dict[str, Any]] = []
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.url = ""

    def stream(self) -> bytes:
        # In pieces, as the field's servers send them.
        middle = len(self.written) // 2
        pieces = (self.written[:middle], self.written[middle:])
        events = [json.dumps({"choices": [{"delta": {"content": piece}}]}) for piece in pieces]
        return "".join(f"data: {event}\n\n" for event in [*events, "[DONE]"]).encode()


@contextmanager
def running_generator(written: str) -> Iterator[Generator]:
    generator = Generator(written)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            generator.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            generator.may_answer.wait(30)
            body = generator.stream()
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    generator.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield generator
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
