"""A mailbox and a mail server of this test's own, and settings that lead there."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.support.actions.mail.servers import PASSWORD, Box, Post, serve_imap, serve_smtp


@pytest.fixture
def box(settings: Settings, tmp_path: Path) -> Box:
    mailbox = Box()
    settings.IMAP_HOST, settings.IMAP_PORT, settings.IMAP_TLS = "127.0.0.1", serve_imap(mailbox), "none"
    settings.IMAP_USER, settings.IMAP_PASSWORD, settings.IMAP_FOLDER = "help@bank.example", PASSWORD, "INBOX"
    settings.MAIL_REPLY_TO = "help@bank.example"
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return mailbox


@pytest.fixture
def post(settings: Settings) -> Post:
    taken = Post()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", serve_smtp(taken), False
    settings.DEFAULT_FROM_EMAIL = "The Bank <help@bank.example>"
    settings.SITE_URL = "https://support.bank.example"
    return taken
