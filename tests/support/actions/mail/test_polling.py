"""The mailbox is read by one at a time; each mail is stored once, and marked only then."""

import datetime
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import timezone
from pytest_django import Settings

from services.support import models
from services.support.actions.mail import polling
from services.support.models.choices import Channel, Verdict
from services.support.queries import mail as queries
from tests.support.actions.mail.letters import letter
from tests.support.actions.mail.servers import Box, serve_imap

pytestmark = pytest.mark.django_db
Fault = models.Mailbox.Fault


def test_a_mail_becomes_a_message_that_waits_for_an_answer(box: Box) -> None:
    box.put(letter("My address is jo@private.example. What does Plus cost?"))
    done = polling.poll()
    assert done is not None
    assert (done.seen, done.taken, done.left) == (1, 1, 0)
    message = models.Message.objects.get()
    assert (message.channel, message.answering) == (Channel.EMAIL, models.Message.Answering.PENDING)
    assert "jo@private.example" not in message.text
    assert message.conversation.subject == "A question"
    assert message.conversation.channel == Channel.EMAIL
    assert box.unread() == []


def test_the_address_lies_nowhere_in_the_open(box: Box) -> None:
    box.put(letter())
    polling.poll()
    row = models.Correspondent.objects.get()
    assert "@" not in row.sealed
    assert "customer.example" not in f"{row.sealed}{row.digest}{models.ReceivedMail.objects.get().sender}"


def test_a_pass_after_the_other_stores_nothing_twice(box: Box) -> None:
    mail = letter()
    box.put(mail)
    polling.poll()
    # The mark was lost, the folder was made anew, and the same mail came by another way, too.
    box.mails[0].flags.clear()
    box.validity = 2
    box.put(mail)
    polling.poll()
    assert models.Message.objects.count() == 1
    assert box.unread() == []


def test_a_mail_is_marked_after_its_row_is_there_and_not_before(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.put(letter())
    seen: list[int] = []
    box.marks = lambda _uid: seen.append(1)
    with monkeypatch.context() as patch:
        patch.setattr(models.ReceivedMail, "save", _broken)
        with pytest.raises(ZeroDivisionError):
            polling.poll()
    rows = models.ReceivedMail.objects
    assert (rows.count(), models.Message.objects.count(), seen) == (0, 0, [])
    models.Mailbox.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    polling.poll()
    assert (rows.count(), models.Message.objects.count(), seen) == (1, 1, [1])


def _broken(*_given: object, **_named: object) -> None:
    raise ZeroDivisionError


def test_only_one_reads_at_a_time_and_a_dead_reader_is_replaced(box: Box) -> None:
    box.put(letter())
    later = timezone.now() + timedelta(minutes=1)
    row = models.Mailbox.objects.create(name=queries.name_of_mailbox(), lease=uuid.uuid4(), leased_until=later)
    assert polling.poll() is None
    models.Mailbox.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert polling.poll() is not None
    row.refresh_from_db()
    assert (row.lease, row.fault, row.waiting) == (None, "", 0)


def test_a_pass_has_an_end_and_the_next_goes_on(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "MOST_MAILS", 2)
    for _ in range(3):
        box.put(letter())
    polling.poll()
    assert models.Mailbox.objects.get().waiting == 1
    polling.poll()
    assert models.Mailbox.objects.get().waiting == 0
    assert models.ReceivedMail.objects.count() == 3


def test_old_mail_is_left_to_people(box: Box) -> None:
    box.put(letter(), age_seconds=20 * 24 * 3600)
    box.put(letter())
    polling.poll()
    assert box.unread() == [1]


def test_a_mail_that_is_too_large_is_told_of_and_not_fetched(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "MOST_BYTES", 2 * 2**20)
    box.put(letter("a" * 70 + "\n" + ("b" * 70 + "\n") * 40_000))
    polling.poll()
    message = models.Message.objects.get(author="visitor")
    assert "too large" in message.text
    assert "bbb" not in message.text
    assert message.conversation.state == "waiting"


def test_mail_that_nobody_wrote_is_counted_and_not_kept(box: Box) -> None:
    box.put(letter("private words", Auto_Submitted="auto-replied"))
    box.put(b"From: x\r\nX: " + b"a" * 300_000 + b"\r\n\r\nhello")
    polling.poll()
    assert set(models.ReceivedMail.objects.values_list("verdict", flat=True)) == {Verdict.AUTOMATIC, Verdict.UNREADABLE}
    assert not models.Message.objects.exists()
    assert box.unread() == []


def test_without_a_mailbox_nothing_is_polled(settings: Settings) -> None:
    settings.IMAP_HOST = ""
    assert polling.poll() is None
    assert not models.Mailbox.objects.exists()


def test_each_fault_is_named_and_goes_when_it_is_mended(box: Box, settings: Settings) -> None:
    right = (settings.IMAP_PASSWORD, settings.IMAP_FOLDER, settings.IMAP_PORT, settings.IMAP_TLS)
    for password, folder, port, tls, fault in (
        ("wrong", "INBOX", right[2], "none", Fault.LOGIN),
        (right[0], 'No "such', right[2], "none", Fault.FOLDER),
        (right[0], "Füll", right[2], "none", Fault.FOLDER),
        (right[0], "INBOX", 1, "none", Fault.UNREACHABLE),
        (right[0], "INBOX", right[2], "tls", Fault.TLS),
        (right[0], "INBOX", right[2], "starttls", Fault.TLS),
        (*right, ""),
    ):
        settings.IMAP_PASSWORD, settings.IMAP_FOLDER, settings.IMAP_PORT, settings.IMAP_TLS = (
            password,
            folder,
            port,
            tls,
        )
        polling.poll()
        row = models.Mailbox.objects.get(name=queries.name_of_mailbox())
        assert (row.fault, row.lease) == (fault, None), row.fault_detail
    assert row.reached_at is not None


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_certificate_is_verified(
    box: Box, settings: Settings, tmp_path: Path, tls: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = _certificate(tmp_path)
    settings.IMAP_PORT, settings.IMAP_TLS = serve_imap(box, certificate=certificate, starttls=tls == "starttls"), tls
    box.put(letter())
    polling.poll()
    assert models.Mailbox.objects.get().fault == Fault.TLS
    assert box.unread() == [1]
    # Trusted by the operator, it is taken.
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    polling.poll()
    assert models.Mailbox.objects.get().fault == ""
    assert box.unread() == []


def _certificate(folder: Path) -> Path:
    """Key and self-signed certificate for 127.0.0.1, in one file."""
    import ipaddress

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return path
