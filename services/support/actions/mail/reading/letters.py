"""One mail, read. Bounds come before parsing: a mail made to be slow is refused, not understood."""

from collections.abc import Collection
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from typing import ClassVar

from services.support.actions.mail.reading import automatic, bodies, headers, quotes
from services.support.models.choices import Verdict
from shared.errors import ServiceError

MOST_BYTES = 25 * 1024 * 1024
LONGEST_TEXT = 20_000
# History below is looked for so far, and no farther.
_LONGEST_READ = 200_000
MOST_FILES = 20
# Honest mail has a few dozen parts, a few levels deep.
_MOST_PARTS, _DEEPEST = 200, 12
_MOST_BOUNDARIES, _LONGEST_HEADERS = 5_000, 256 * 1024
# Smaller pictures inside the text are logos and pixels.
_DECORATION = 30 * 1024
_POLICY = headers.LenientPolicy()


class Unreadable(ServiceError):
    """The mail cannot be read: it is not one, or it was made to be slow."""

    code: ClassVar[str] = "unreadable_mail"


@dataclass(frozen=True, slots=True)
class Piece:
    """A file as it was attached: the name is the sender's word, nothing more."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """`left_out` counts files beyond the most; `given_back` are ids in a bounce."""

    sender: str
    message_id: str
    references: tuple[str, ...]
    subject: str
    text: str
    verdict: Verdict
    files: tuple[Piece, ...] = ()
    left_out: int = 0
    given_back: tuple[str, ...] = ()


def read(raw: bytes, *, own: Collection[str] = ()) -> Letter:
    """Raises `Unreadable`. `own` are our addresses, in lower case."""
    _check(raw)
    try:
        return _read(raw, own)
    except headers.FAULTS as error:
        # Parts within parts within parts, for one: the library's parser goes down by recursion.
        raise Unreadable from error


def _read(raw: bytes, own: Collection[str]) -> Letter:
    message = BytesParser(policy=_POLICY).parsebytes(raw)
    sender = headers.sender_of(message)
    verdict = automatic.verdict_on(message, sender=sender, own=own)
    plain, html, files = _sorted(message) if verdict == Verdict.TAKEN else ([], [], [])
    pieces = [Piece(_name(part), data) for part in files if (data := bodies.bytes_of(part))]
    return Letter(
        sender=sender,
        message_id=next(iter(headers.ids_in(message, "message-id")), ""),
        references=tuple(headers.ids_in(message, "references", "in-reply-to")),
        subject=headers.text_of(message, "Subject")[:300],
        text=_shortened(quotes.cut(bodies.best_of(plain, html)[:_LONGEST_READ])),
        verdict=verdict,
        files=tuple(pieces[:MOST_FILES]),
        left_out=max(len(pieces) - MOST_FILES, 0),
        given_back=tuple(headers.all_ids(raw)) if verdict == Verdict.BOUNCE else (),
    )


def _check(raw: bytes) -> None:
    if len(raw) > MOST_BYTES or raw.count(b"\n--") > _MOST_BOUNDARIES:
        raise Unreadable
    ends = min((at for mark in (b"\r\n\r\n", b"\n\n") if (at := raw.find(mark)) >= 0), default=len(raw))
    if not raw.strip() or ends > _LONGEST_HEADERS:
        raise Unreadable


def _sorted(message: Message) -> tuple[list[Message], list[Message], list[Message]]:
    """Parts that are plain words, HTML, and files, in the order written; no deeper and no more than honest mail has."""
    plain: list[Message] = []
    html: list[Message] = []
    files: list[Message] = []
    waiting, seen = [(message, 0)], 0
    while waiting and seen < _MOST_PARTS:
        part, depth = waiting.pop()
        seen += 1
        content = part.get_payload()
        kind = part.get_content_type()
        if kind != "message/rfc822" and isinstance(content, list):
            parts = content if depth < _DEEPEST else []
            waiting.extend((one, depth + 1) for one in reversed(parts) if isinstance(one, Message))
        elif _is_file(part):
            files.append(part)
        elif kind in {"text/plain", "text/html"}:
            (plain if kind == "text/plain" else html).append(part)
    return plain, html, files


def _is_file(part: Message) -> bool:
    if part.get_content_disposition() == "attachment":
        return True
    if part.get_content_maintype() == "text" and not _name(part):
        return False
    return not _is_decoration(part)


def _is_decoration(part: Message) -> bool:
    inside = part.get_content_disposition() == "inline" or "Content-ID" in part
    return inside and part.get_content_maintype() == "image" and len(bodies.bytes_of(part)) < _DECORATION


def _name(part: Message) -> str:
    try:
        return part.get_filename("") or ""
    except headers.FAULTS:
        return ""


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 4].rstrip()}\n[…]"
