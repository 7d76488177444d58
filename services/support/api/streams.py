"""Server-sent events: what happened in a conversation, replayed after `Last-Event-ID`, then live."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.http import HttpRequest, StreamingHttpResponse

from services.support import models
from services.support.actions.wakeups import INBOX, Subscription, wakeups
from services.support.api.pieces import is_fresh_answer, pieces_of
from services.support.api.reading import Reading
from services.support.models.choices import INTERNAL_EVENT
from services.support.queries import events

T = TypeVar("T")
_HEARTBEAT_SECONDS = 15.0
# Long enough to be cheap, short enough that a deployment's old processes end.
_LIFETIME_SECONDS = 30 * 60
# Streams are many and mostly wait: a few threads do all their reading.
_readers = ThreadPoolExecutor(4, thread_name_prefix="stream-reader")


@dataclass(frozen=True, slots=True)
class Position:
    """The last thing a client has: event `number`, and `offset` characters of a message after it."""

    number: int = 0
    offset: int = 0

    @classmethod
    def of_request(cls, request: HttpRequest) -> "Position":
        """From `Last-Event-ID` or `?after=`; anything unreadable means the beginning."""
        written = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
        number, _, offset = written.partition(".")
        if not _is_small_number(number) or (offset and not _is_small_number(offset)):
            return cls()
        # "7.24" is 24 characters into event 7, which has therefore not been had in full.
        return cls(int(number) - 1, int(offset)) if offset else cls(int(number))


def conversation_stream(conversation_id: UUID, after: Position, *, internal: bool = False) -> StreamingHttpResponse:
    """`internal` adds what agents do among themselves: never for a customer."""
    return _streaming(_conversation_events(conversation_id, after, internal))


def inbox_stream(after: Position) -> StreamingHttpResponse:
    # Read before the reply begins: what happens once a desk is connected is never missed.
    return _streaming(_inbox_events(after.number or events.newest_id()))


def _streaming(source: AsyncIterator[str]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(source, content_type="text/event-stream; charset=utf-8")
    response["Cache-Control"] = "no-store"
    # nginx would otherwise collect the stream before it passes it on.
    response["X-Accel-Buffering"] = "no"
    return response


async def _conversation_events(conversation_id: UUID, after: Position, internal: bool) -> AsyncIterator[str]:
    key = str(conversation_id)
    with wakeups.subscribed(key) as bell:
        yield ": connected\n\n"
        position = after
        async for _ in _turns(bell):
            for event in await _read(events.events_after, conversation_id, position.number):
                for block in _blocks(event, position.offset) if internal or event.kind != INTERNAL_EVENT else ():
                    yield block
                position = Position(event.number)
            yield ": heartbeat\n\n"
        yield _block("bye", {}, None)


async def _inbox_events(last: int) -> AsyncIterator[str]:
    reading = Reading(last)
    with wakeups.subscribed(INBOX) as bell:
        yield ": connected\n\n"
        async for _ in _turns(bell):
            for event in await _read(events.events_since, reading.last, reading.late):
                reading.have(event.pk)
                # Whoever comes back with this id has had all up to it, late ones too.
                yield _block("inbox", _inbox_data(event), str(reading.last))
            yield ": heartbeat\n\n"
        yield _block("bye", {}, None)


async def _turns(bell: Subscription) -> AsyncIterator[None]:
    """One turn at once, then one at each ring or heartbeat, until the stream has lived its life."""
    end = monotonic() + _LIFETIME_SECONDS
    while monotonic() < end:
        yield None
        await bell.wait(_HEARTBEAT_SECONDS)


def _blocks(event: models.Event, offset: int) -> Sequence[str]:
    data = {"number": event.number, **event.data}
    whole = _block(event.kind, data, str(event.number))
    if not is_fresh_answer(event, resumed=offset > 0):
        return [whole]
    pieces = [
        _block("piece", {"number": event.number, "message": data["id"], **piece}, f"{event.number}.{end}")
        for piece, end in pieces_of(data["text"], offset)
    ]
    return [*pieces, whole]


def _inbox_data(event: models.Event) -> dict[str, Any]:
    return {
        "conversation": str(event.conversation_id),
        "kind": event.kind,
        "number": event.number,
        "state": event.conversation.state,
        "author": event.data.get("author"),
        "agent": event.conversation.assigned_to_id,
        "team": event.conversation.team_id,
        "subject": event.conversation.subject,
        **_among_agents(event),
    }


def _among_agents(event: models.Event) -> dict[str, Any]:
    """What a colleague changed, who it was, and whom a note calls."""
    if event.kind != INTERNAL_EVENT:
        return {}
    return {
        "changed": event.data.get("changed"),
        "by": event.data.get("agent"),
        "called": event.data.get("called", []),
    }


def _block(kind: str, data: dict[str, Any], identifier: str | None) -> str:
    """JSON holds no raw line break, so that one `data:` line is enough whatever a customer wrote."""
    head = f"id: {identifier}\n" if identifier else ""
    return f"{head}event: {kind}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"


async def _read(query: Callable[..., T], *arguments: object) -> T:
    """A query in one of the readers' threads, whose connections may have gone stale since the last one."""

    def fresh() -> T:
        close_old_connections()
        try:
            return query(*arguments)
        finally:
            # As after a request: kept open only for as long as CONN_MAX_AGE says.
            close_old_connections()

    return await sync_to_async(fresh, thread_sensitive=False, executor=_readers)()


def _is_small_number(written: str) -> bool:
    return written.isascii() and written.isdecimal() and len(written) <= 9
