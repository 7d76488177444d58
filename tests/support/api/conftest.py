"""Who calls: nobody, an agent, an editor, and programs with keys."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from shared.accounts.models import User
from shared.api_keys.actions import issue_key


@pytest.fixture(autouse=True)
def _own_folders(settings: Settings, tmp_path: Path) -> None:
    """No model of this machine, and no limit left over from another test."""
    settings.MODELKIT_REGISTRY = str(tmp_path / "models")
    settings.MODELKIT_INDEXES = str(tmp_path / "indexes")
    settings.MODELKIT_URL = ""
    cache.clear()


@pytest.fixture
def nobody() -> Client:
    return Client()


@pytest.fixture
def agent(db: None) -> Client:
    return _signed_in("agent")


@pytest.fixture
def editor(db: None) -> Client:
    return _signed_in("editor")


@pytest.fixture
def reader_key(db: None) -> dict[str, str]:
    """The headers of a program that may read the knowledge."""
    return _bearer("knowledge:read")


@pytest.fixture
def writer_key(db: None) -> dict[str, str]:
    return _bearer("knowledge:read", "knowledge:write")


def _signed_in(role: str) -> Client:
    client = Client()
    client.force_login(User.objects.create_user(username=role, password=None, role=role))
    return client


def _bearer(*scopes: str) -> dict[str, str]:
    _key, text = issue_key(name=" ".join(scopes), scopes=scopes, created_by=None)
    return {"Authorization": f"Bearer {text}"}
