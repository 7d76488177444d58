"""What every request passes first: key, size, room, a request id; and afterwards a log line and a metric."""

import logging
import re
import secrets
import time
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from modelkit.serving.logs import fault
from modelkit.serving.metrics import ServerMetrics
from modelkit.serving.problems import problem
from modelkit.serving.replies import refuse

log = logging.getLogger("modelkit.serving")

# Probes and scrapers carry no key and must be heard when the server is full.
OPEN = {"/livez", "/readyz", "/metrics"}
REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of a body, and requests that are worked on or wait at once."""

    body: int = 16 * 1024 * 1024
    requests: int = 64


class _TooLargeError(Exception):
    """The body outgrew its limit while it was read."""


class Gate:
    """Pure ASGI, because Starlette's middleware base class costs as much as a small model's pass."""

    def __init__(self, app: ASGIApp, *, key: str | None, limits: Limits, metrics: ServerMetrics) -> None:
        self._app = app
        self._expected = f"Bearer {key}".encode() if key else None
        self._limits = limits
        self._metrics = metrics
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        call = _Call(scope, send)
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, call.send)
        else:
            await self._pass(scope, receive, call)
        self._note(call)

    async def _pass(self, scope: Scope, receive: Receive, call: "_Call") -> None:
        self._inside += 1
        try:
            await self._app(scope, call.measured(receive, self._limits.body), call.send)
        except Exception as error:  # noqa: BLE001 - the last stop: nothing may leak, everything must be logged
            log.error("request_failed", extra={"fields": {"request_id": call.id, **fault(error)}})
            await call.fail(refuse(problem(500, "internal", "The model server failed.")))
        finally:
            self._inside -= 1
        if call.outgrew:
            await call.fail(self._too_large())

    def _refusal(self, scope: Scope) -> Response | None:
        if scope["path"] in OPEN:
            return None
        headers = dict(scope["headers"])
        if self._expected and not secrets.compare_digest(headers.get(b"authorization", b""), self._expected):
            title = "This server wants its key as a bearer token."
            return refuse(problem(401, "unauthorized", title), headers={"WWW-Authenticate": "Bearer"})
        if int(headers.get(b"content-length", b"0") or 0) > self._limits.body:
            return self._too_large()
        if self._inside >= self._limits.requests:
            return refuse(problem(429, "overloaded", "The model server is full."), headers={"Retry-After": "1"})
        return None

    def _too_large(self) -> Response:
        return refuse(problem(413, "too_large", f"A request may have {self._limits.body} bytes."))

    def _note(self, call: "_Call") -> None:
        route = getattr(call.scope.get("route"), "path", "unmatched")
        seconds = time.perf_counter() - call.started
        self._metrics.saw(route=route, status=call.status, seconds=seconds)
        if call.scope["path"] in OPEN:
            return
        fields: dict[str, Any] = {"request_id": call.id, "route": route, "status": call.status}
        log.info("request", extra={"fields": fields | {"milliseconds": round(seconds * 1000, 1)}})


class _Call:
    """One request under way: its id, when it began, and the status it was answered with."""

    def __init__(self, scope: Scope, send: Send) -> None:
        given = dict(scope["headers"]).get(b"x-request-id", b"")
        self.id = given.decode() if REQUEST_ID.fullmatch(given) else uuid4().hex
        self.scope = scope
        self.started = time.perf_counter()
        self.status = 0
        self.outgrew = False
        self._send = send

    def measured(self, receive: Receive, limit: int) -> Receive:
        """`receive` that breaks off once the body has outgrown its limit, announced or not."""
        seen = 0

        async def measured() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            self.outgrew = seen > limit
            if self.outgrew:
                raise _TooLargeError
            return message

        return measured

    async def send(self, message: Message) -> None:
        if self.outgrew:  # the framework takes the break for a malformed body; the reply is ours
            return
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", []), (b"x-request-id", self.id.encode())]
        await self._send(message)

    async def fail(self, response: Response) -> None:
        self.outgrew = False
        if not self.status:  # once a reply has begun it can only break off
            await response(self.scope, _nothing, self.send)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}
