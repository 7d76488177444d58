"""Run the server: one process, because its threads share models that many processes would each hold."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

log = logging.getLogger(__name__)

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
# Longer than the clients keep idle connections, so that it is not the server that closes one under a request.
KEEP_ALIVE_SECONDS = 75
BACKLOG = 512
STARTUP_SECONDS = 30.0


def run(app: FastAPI, *, host: str, port: int, key: str | None) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished first."""
    if key is None and host not in LOOPBACK:
        log.warning("server_without_key", extra={"fields": {"host": host, "remedy": "Set MODELKIT_API_KEY."}})
    uvicorn.Server(_config(app, host=host, port=port)).run()


@contextmanager
def background(app: FastAPI) -> Iterator[str]:
    """The server in a thread of this process on a free loopback port; yields its address."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
    server = _Announcing(_config(app, host="127.0.0.1", port=0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        if not server.listening.wait(STARTUP_SECONDS):
            raise TimeoutError("The server did not start.")
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


class _Announcing(uvicorn.Server):
    """Says when it listens, so that nobody has to poll."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.listening.set()


def _config(app: FastAPI, *, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=10,
        access_log=False,  # the gate writes one line a request, without the query string
        log_config=None,
    )
