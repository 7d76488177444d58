"""The people of the tests: an analyst, an editor, and a program with a key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from services.recommend.actions import kept, ranking
from shared.accounts.models import User


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    # The real hasher is slow on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _own_folders(settings: Settings, tmp_path: Path) -> None:
    """Nothing that one test publishes is in force in another."""
    settings.DATA_DIR = tmp_path
    settings.LISTS_DIR, settings.RANKERS_DIR = tmp_path / "lists", tmp_path / "rankers"


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process remembers a second of the database; each test has one of its own."""
    monkeypatch.setattr(kept, "TRUST_SECONDS", 0.0)
    ranking.forget_shelf()
    yield
    ranking.forget_shelf()


@pytest.fixture(autouse=True)
def _reads_nothing_together(settings: Settings) -> None:
    """Not even where there is a GPU: what is trained for seconds only must not wait for what takes minutes."""
    settings.CROSS_ENCODER = "off"


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
