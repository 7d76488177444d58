"""The mailbox over IMAP: a few commands, every answer bounded, every way to fail named with its remedy."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from services.support.models.mail import Mailbox as Row
from shared.errors import ServiceError

_SECONDS = 20.0
# Older mail that is unread when the channel is opened, or after a long pause, is left to people.
OLDEST = timedelta(days=14)
_HEAD_BYTES = 64 * 1024
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_BROKEN = (imaplib.IMAP4.error, OSError, ValueError, IndexError, TypeError)


class MailboxFault(ServiceError):
    """The mailbox cannot be read."""

    def __init__(self, kind: Row.Fault, detail: object = "") -> None:
        self.kind, self.detail = kind, " ".join(str(detail).split())[:300]
        super().__init__(f"{kind.label} {self.detail}".strip())


@dataclass
class Box:
    """A folder that is open for reading and marking. Its methods raise `MailboxFault`."""

    link: imaplib.IMAP4
    validity: int

    def unread(self) -> list[int]:
        """UIDs of unread mail that is not old, in the order it came."""
        day = (timezone.now() - OLDEST).date()
        since = f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"
        found = self._asked("SEARCH", "UNSEEN", "UNDELETED", "SINCE", since)
        return sorted(int(word) for word in b" ".join(one for one in found if isinstance(one, bytes)).split())

    def size(self, uid: int) -> int | None:
        """None where it has gone meanwhile."""
        for part in self._asked("FETCH", str(uid), "(RFC822.SIZE)"):
            head = part[0] if isinstance(part, tuple) else part
            if isinstance(head, bytes) and (found := re.search(rb"RFC822\.SIZE (\d{1,15})", head)):
                return int(found[1])
        return None

    def whole(self, uid: int) -> bytes:
        """Without marking it as read: that comes when it is stored."""
        return self._literal(uid, "(BODY.PEEK[])")

    def head(self, uid: int) -> bytes:
        return self._literal(uid, "(BODY.PEEK[HEADER])")[:_HEAD_BYTES]

    def mark(self, uid: int) -> None:
        self._asked("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def _literal(self, uid: int, what: str) -> bytes:
        parts = self._asked("FETCH", str(uid), what)
        return next((part[1] for part in parts if isinstance(part, tuple) and isinstance(part[1], bytes)), b"")

    def _asked(self, command: str, *words: str) -> list[Any]:
        try:
            answer, parts = self.link.uid(command, *words)
        except _BROKEN as error:
            raise MailboxFault(Row.Fault.PROTOCOL, error) from error
        if answer != "OK":
            raise MailboxFault(Row.Fault.PROTOCOL, parts[0] if parts else answer)
        return list(parts or [])


@contextmanager
def opened() -> Iterator[Box]:
    """As the settings say. Certificates are verified; a password goes in the clear only where that was asked for."""
    link = _connected()
    try:
        _log_in(link)
        yield Box(link, _select(link))
    finally:
        with suppress(*_BROKEN):
            link.logout()
        with suppress(OSError):
            link.shutdown()


def _connected() -> imaplib.IMAP4:
    context = ssl.create_default_context()
    try:
        if settings.IMAP_TLS == "tls":
            return imaplib.IMAP4_SSL(settings.IMAP_HOST, settings.IMAP_PORT, ssl_context=context, timeout=_SECONDS)
        link = imaplib.IMAP4(settings.IMAP_HOST, settings.IMAP_PORT, timeout=_SECONDS)
        if settings.IMAP_TLS == "starttls":
            _start_tls(link, context)
    except ssl.SSLError as error:
        raise MailboxFault(Row.Fault.TLS, getattr(error, "verify_message", "") or error.reason or error) from error
    except OSError as error:
        raise MailboxFault(Row.Fault.UNREACHABLE, error) from error
    except imaplib.IMAP4.error as error:
        raise MailboxFault(Row.Fault.PROTOCOL, error) from error
    return link


def _start_tls(link: imaplib.IMAP4, context: ssl.SSLContext) -> None:
    try:
        link.starttls(context)
    except (imaplib.IMAP4.error, OSError) as error:
        with suppress(OSError):
            link.shutdown()
        if isinstance(error, OSError):
            raise
        raise MailboxFault(Row.Fault.TLS, error) from error


def _log_in(link: imaplib.IMAP4) -> None:
    try:
        link.login(settings.IMAP_USER, settings.IMAP_PASSWORD)
    except imaplib.IMAP4.abort as error:
        raise MailboxFault(Row.Fault.PROTOCOL, error) from error
    except imaplib.IMAP4.error as error:
        raise MailboxFault(Row.Fault.LOGIN, error) from error
    except (OSError, ValueError) as error:
        raise MailboxFault(Row.Fault.PROTOCOL, error) from error


def _select(link: imaplib.IMAP4) -> int:
    folder = settings.IMAP_FOLDER.replace("\\", "\\\\").replace('"', '\\"')
    try:
        answer, parts = link.select(f'"{folder}"')
        if answer != "OK":
            raise MailboxFault(Row.Fault.FOLDER, parts[0].decode("utf-8", "replace") if parts and parts[0] else "")
        _name, values = link.response("UIDVALIDITY")
        return int(values[0])
    except (imaplib.IMAP4.abort, OSError) as error:
        raise MailboxFault(Row.Fault.PROTOCOL, error) from error
    except _BROKEN as error:
        # Also for a name that the protocol cannot carry, or the server cannot read.
        raise MailboxFault(Row.Fault.FOLDER, error) from error
