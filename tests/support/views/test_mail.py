"""The operator sees whether mail comes in and goes out; agents see what came by mail and get files as downloads."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from services.support import models
from services.support.actions.mail.attachments import path_of
from services.support.models.choices import Channel
from services.support.queries import mail as queries
from shared.accounts.models import User
from shared.exports import PIECE
from tests.support.rows import conversation

HOSTILE = "<script>alert(1)</script>"
Fault = models.Mailbox.Fault


@pytest.fixture
def mailbox(db: None, settings: Settings) -> models.Mailbox:
    settings.IMAP_HOST, settings.IMAP_USER = "imap.bank.example", "help@bank.example"
    return models.Mailbox.objects.create(
        name=queries.name_of_mailbox(), polled_at=timezone.now(), reached_at=timezone.now(), waiting=3
    )


def test_without_a_mailbox_it_says_what_to_set(editor: Client) -> None:
    page = editor.get(reverse("mail")).content.decode()
    assert "No mailbox is set up" in page
    assert "IMAP_HOST" in page


def test_a_healthy_mailbox(editor: Client, mailbox: models.Mailbox) -> None:
    page = editor.get(reverse("mail")).content.decode()
    assert 'role="alert"' not in page
    assert "help@bank.example@imap.bank.example/INBOX" in page


@pytest.mark.parametrize("fault", Fault.values)
def test_each_fault_comes_with_its_remedy(editor: Client, mailbox: models.Mailbox, fault: str) -> None:
    models.Mailbox.objects.update(fault=fault, fault_detail=HOSTILE)
    response = editor.get(reverse("mail"))
    page = response.content.decode()
    assert str(Fault(fault).label) in page.replace("&#x27;", "'")
    assert response.context["remedy"]
    assert HOSTILE not in page
    overview = editor.get(reverse("overview-figures")).content.decode()
    assert reverse("mail") in overview


def test_a_worker_that_does_not_run_is_noticed(editor: Client, mailbox: models.Mailbox) -> None:
    models.Mailbox.objects.update(polled_at="2026-01-01T00:00Z")
    assert "Start the worker and beat" in editor.get(reverse("mail")).content.decode()


def test_agents_see_on_the_overview_that_no_mail_comes(agent: Client, mailbox: models.Mailbox) -> None:
    models.Mailbox.objects.update(fault=Fault.LOGIN)
    page = agent.get(reverse("overview-figures")).content.decode()
    assert "E-mail does not come in" in page
    assert reverse("mail") not in page
    assert "E-mail does not come in" in agent.get(reverse("overview")).content.decode()


def _sent(**fields: object) -> models.SentMail:
    row = conversation("by mail")
    models.Conversation.objects.filter(pk=row.pk).update(channel=Channel.EMAIL)
    message = row.messages.create(author="agent", text="Hello", channel=Channel.EMAIL)
    return models.SentMail.objects.create(message=message, header_id=f"<{uuid.uuid4()}@x>", **fields)


def test_what_did_not_arrive_is_listed_and_sent_again(editor: Client, mailbox: models.Mailbox) -> None:
    mail = _sent(state="dead", attempts=13, last_error=HOSTILE)
    page = editor.get(reverse("mail")).content.decode()
    assert HOSTILE not in page
    assert reverse("conversation", args=[mail.message.conversation_id]) in page
    editor.post(reverse("send-mail-again", args=[mail.pk]))
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 0)


def test_sending_again_is_for_editors(agent: Client, mailbox: models.Mailbox) -> None:
    assert agent.post(reverse("send-mail-again", args=[_sent(state="dead").pk])).status_code == 403
    assert agent.post(reverse("poll-mail")).status_code == 403


def test_the_desk_marks_what_goes_by_mail_and_what_did_not_arrive(agent: Client) -> None:
    mail = _sent(state="bounced")
    page = agent.get(reverse("conversation", args=[mail.message.conversation_id])).content.decode()
    assert "Goes by e-mail" in page
    assert "Came back" in page
    assert "by e-mail" in page


@pytest.fixture
def attached(db: None, settings: Settings, tmp_path: Path) -> models.Attachment:
    settings.MEDIA_ROOT = tmp_path
    message = conversation().messages.get()
    message.attachments.create(name=f"{HOSTILE}.html", refused="kind")
    row = models.Attachment.objects.create(message=message, name="état “1”.pdf", kind="application/pdf", size=5)
    path_of(row.key).parent.mkdir()
    path_of(row.key).write_bytes(b"%PDF-")
    return row


def test_files_are_downloads_and_refused_ones_are_named(agent: Client, attached: models.Attachment) -> None:
    page = agent.get(reverse("conversation", args=[attached.message.conversation_id])).content.decode()
    address = reverse("attachment", args=[attached.pk])
    assert address in page
    assert "this kind of file is not taken" in page
    assert HOSTILE not in page
    response = agent.get(address)
    assert b"".join(response) == b"%PDF-"
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%A9tat")
    assert response.headers["Content-Length"] == "5"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.django_db(transaction=True)
def test_a_file_is_read_while_it_is_sent(anna: User, attached: models.Attachment) -> None:
    path, size = path_of(attached.key), 3 * PIECE
    path.write_bytes(b"a" * size)
    models.Attachment.objects.update(size=size)

    @async_to_sync
    async def received() -> list[bytes]:
        client = AsyncClient()
        await client.aforce_login(anna)
        response: Any = await client.get(reverse("attachment", args=[attached.pk]))
        pieces: list[bytes] = []
        async for piece in response:
            if not pieces:
                # What has not been asked for yet is still on the disk alone.
                path.write_bytes(b"b" * size)
            pieces.append(piece)
        return pieces

    assert [(piece[:1], len(piece)) for piece in received()] == [(b"a", PIECE), (b"b", PIECE), (b"b", PIECE)]


def test_files_are_for_agents_only_and_refused_ones_are_nowhere(
    agent: Client, nobody: Client, attached: models.Attachment
) -> None:
    assert nobody.get(reverse("attachment", args=[attached.pk])).status_code == 302
    refused = models.Attachment.objects.exclude(refused="").get()
    assert agent.get(reverse("attachment", args=[refused.pk])).status_code == 404
    path_of(attached.key).unlink()
    assert agent.get(reverse("attachment", args=[attached.pk])).status_code == 404


def test_the_api_tells_how_mail_fares(agent: Client, anna: User, mailbox: models.Mailbox) -> None:
    _sent(state="waiting", last_error="451 later")
    found = agent.get("/api/mail").json()
    assert (found["is_on"], found["fault"], found["unread"], found["failing"]) == (True, "", 3, 1)


def test_the_api_tells_of_files(agent: Client, attached: models.Attachment) -> None:
    found = agent.get(f"/api/conversations/{attached.message.conversation_id}").json()
    message = found["messages"][0]
    assert (found["channel"], message["channel"]) == ("widget", "widget")
    assert [one["refused"] for one in message["attachments"]] == ["kind", ""]
