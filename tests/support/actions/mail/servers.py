"""Mail servers on loopback: Twisted's IMAP and SMTP, which know nothing of our clients."""

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import default
from email.utils import formatdate
from pathlib import Path
from time import time
from typing import Any

from twisted.cred.error import UnauthorizedLogin
from twisted.internet import defer, ssl
from twisted.internet import reactor as _reactor
from twisted.internet.protocol import ServerFactory
from twisted.mail import imap4, smtp
from zope.interface import implementer

PASSWORD = "open sesame"
# Of several kinds of loops, with methods that types know only by their interfaces.
reactor: Any = _reactor


@dataclass(frozen=True)
@implementer(imap4.IMessage, imap4.IMessageFile)
class Stored:
    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)
    age_seconds: float = 0.0

    def getUID(self) -> int:  # noqa: N802
        return self.uid

    def getFlags(self) -> list[str]:  # noqa: N802
        return sorted(self.flags)

    def getInternalDate(self) -> str:  # noqa: N802
        return formatdate(time() - self.age_seconds)

    def getSize(self) -> int:  # noqa: N802
        return len(self.raw)

    def open(self) -> io.BytesIO:
        return io.BytesIO(self.raw)

    def getHeaders(self, negate: bool, *names: str) -> dict[str, str]:  # noqa: N802
        found = {name.lower(): str(value) for name, value in BytesHeaderParser().parsebytes(self.raw).raw_items()}
        return {name: value for name, value in found.items() if (name in names) != negate} if names else found

    def getBodyFile(self) -> io.BytesIO:  # noqa: N802
        return io.BytesIO(self.raw.partition(b"\r\n\r\n")[2])

    def isMultipart(self) -> bool:  # noqa: N802
        return False


@dataclass
@implementer(imap4.IMailbox, imap4.IAccount, imap4.ISearchableMailbox)
class Box:
    """A folder and the account it is in. `marks` tells when a mail was marked, for tests that look at the order."""

    validity: int = 1
    mails: list[Stored] = field(default_factory=list)
    marks: Callable[[int], None] = lambda _uid: None

    def put(self, mail: EmailMessage | bytes, *, age_seconds: float = 0.0) -> Stored:
        raw = mail if isinstance(mail, bytes) else mail.as_bytes(policy=default.clone(linesep="\r\n"))
        stored = Stored(uid=len(self.mails) + 1, raw=raw, age_seconds=age_seconds)
        self.mails.append(stored)
        return stored

    def unread(self) -> list[int]:
        return [one.uid for one in self.mails if r"\Seen" not in one.flags]

    def select(self, name: str, _rw: bool = True) -> "Box | None":
        return self if name == "INBOX" else None

    def getUIDValidity(self) -> int:  # noqa: N802
        return self.validity

    def getMessageCount(self) -> int:  # noqa: N802
        return len(self.mails)

    def getRecentCount(self) -> int:  # noqa: N802
        return 0

    def getFlags(self) -> list[str]:  # noqa: N802
        return [r"\Seen", r"\Deleted"]

    def isWriteable(self) -> bool:  # noqa: N802
        return True

    def addListener(self, _listener: object) -> None:  # noqa: N802
        pass

    def removeListener(self, _listener: object) -> None:  # noqa: N802
        pass

    def fetch(self, messages: Any, uid: bool) -> list[tuple[int, Stored]]:
        messages.last = max((one.uid for one in self.mails), default=0)
        return [(at, one) for at, one in enumerate(self.mails, 1) if (one.uid if uid else at) in messages]

    def search(self, query: list[bytes], uid: bool) -> list[int]:
        """Of what is asked for, unread and since a day: Twisted's own search breaks on dates."""
        since = datetime.strptime(query[query.index(b"SINCE") + 1].decode(), "%d-%b-%Y").replace(tzinfo=UTC)
        unread = [one for one in self.mails if r"\Seen" not in one.flags]
        return [one.uid for one in unread if datetime.now(tz=UTC) - timedelta(seconds=one.age_seconds) >= since]

    def getUID(self, place: int) -> int:  # noqa: N802
        """Places and numbers are the same here: nothing is ever taken out."""
        return place

    def store(self, messages: Any, flags: list[str], mode: int, uid: bool) -> dict[int, list[str]]:
        found = self.fetch(messages, uid)
        for _at, one in found:
            self.marks(one.uid)
            one.flags.difference_update(flags) if mode < 0 else one.flags.update(flags)
        return {at: one.getFlags() for at, one in found}


@dataclass
class Post:
    """What an SMTP server took. `refuses` are answers to recipients instead."""

    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    refuses: list[tuple[int, str]] = field(default_factory=list)


class _Imap(imap4.IMAP4Server):
    box: Box

    def authenticateLogin(self, user: bytes, password: bytes) -> tuple[object, Box, Callable[[], None]]:  # noqa: N802
        if password != PASSWORD.encode():
            raise UnauthorizedLogin
        return imap4.IAccount, self.box, lambda: None


@implementer(smtp.IMessageDelivery)
class _Delivery:
    def __init__(self, post: Post) -> None:
        self.post, self.sender = post, ""

    def receivedHeader(self, *_given: object) -> bytes:  # noqa: N802
        return b""

    def validateFrom(self, _helo: object, origin: object) -> object:  # noqa: N802
        self.sender = str(origin)
        return origin

    def validateTo(self, user: Any) -> Callable[[], object]:  # noqa: N802
        if self.post.refuses:
            code, text = self.post.refuses.pop(0)
            refusal: Any = smtp.SMTPBadRcpt
            raise refusal(user.dest, code=code, resp=text)
        return lambda: _Taking(self.post, (self.sender, str(user.dest)))


@implementer(smtp.IMessage)
class _Taking:
    def __init__(self, post: Post, envelope: tuple[str, str]) -> None:
        self.post, self.envelope, self.lines = post, envelope, list[bytes]()

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        self.lines.append(line)

    def eomReceived(self) -> object:  # noqa: N802
        message: Message = BytesParser(policy=default).parsebytes(b"\n".join(self.lines) + b"\n")
        assert isinstance(message, EmailMessage)
        self.post.envelopes.append(self.envelope)
        self.post.taken.append(message)
        return defer.succeed(None)

    def connectionLost(self) -> None:  # noqa: N802
        pass


class _Making(ServerFactory):
    """Makes a protocol for each connection."""

    noisy = False

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make

    def buildProtocol(self, _address: object) -> Any:  # noqa: N802
        return self.make()


def serve_imap(box: Box, *, certificate: Path | None = None, starttls: bool = False) -> int:
    """The port. With a certificate (key and chain in one file), TLS from the first byte or after STARTTLS."""
    of_pem: Any = ssl.PrivateCertificate.loadPEM
    context = of_pem(certificate.read_bytes()).options() if certificate else None
    protocol_class: Any = _Imap

    def make() -> _Imap:
        protocol: _Imap = protocol_class(contextFactory=context if starttls else None)
        protocol.box = box
        return protocol

    return _listening(_Making(make), None if starttls else context)


def serve_smtp(post: Post) -> int:
    protocol_class: Any = smtp.ESMTP

    def make() -> Any:
        protocol = protocol_class()
        protocol.delivery = _Delivery(post)
        return protocol

    return _listening(_Making(make), None)


def _listening(factory: ServerFactory, context: object) -> int:
    """Twisted's loop runs once a process, in a thread of its own; ports end with it."""
    _started()
    found: list[int] = []
    ready = threading.Event()

    def listen() -> None:
        if context:
            port = reactor.listenSSL(0, factory, context, interface="127.0.0.1")
        else:
            port = reactor.listenTCP(0, factory, interface="127.0.0.1")
        found.append(port.getHost().port)
        ready.set()

    reactor.callFromThread(listen)
    assert ready.wait(10)
    return found[0]


def _started() -> None:
    if not reactor.running:
        running = threading.Event()
        reactor.callWhenRunning(running.set)
        threading.Thread(target=reactor.run, kwargs={"installSignalHandlers": False}, daemon=True).start()
        assert running.wait(10)
