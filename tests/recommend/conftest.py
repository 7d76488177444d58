"""The people of the tests: an analyst, an editor, and a program with a key."""

import pytest
from django.test import Client
from pytest_django import Settings

from shared.accounts.models import User


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    # The real hasher is slow on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def analyst(db: None) -> User:
    """Reads the figures."""
    return User.objects.create_user(username="ana", first_name="Ana", password=None, role="agent")


@pytest.fixture
def editor(db: None) -> User:
    """Sends events, trains, publishes."""
    return User.objects.create_user(username="eli", first_name="Eli", password=None, role="editor")


@pytest.fixture
def analyst_client(analyst: User) -> Client:
    client = Client()
    client.force_login(analyst)
    return client


@pytest.fixture
def editor_client(editor: User) -> Client:
    client = Client()
    client.force_login(editor)
    return client
