"""Who opens a page: nobody, an agent, another agent, an editor."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from services.support.actions.remembered import forget_all
from shared.accounts.models import User
from shared.engines import forget_engines


@pytest.fixture(autouse=True)
def _own_folders(settings: Settings, tmp_path: Path) -> None:
    """No model of this machine, and nothing remembered from another test."""
    settings.MODELKIT_REGISTRY = str(tmp_path / "models")
    settings.MODELKIT_INDEXES = str(tmp_path / "indexes")
    settings.MODELKIT_URL = ""
    forget_engines()
    forget_all()
    cache.clear()


@pytest.fixture
def nobody() -> Client:
    return Client()


@pytest.fixture
def anna(db: None) -> User:
    return _person("anna", "agent")


@pytest.fixture
def agent(anna: User) -> Client:
    return _signed_in(anna)


@pytest.fixture
def colleague(db: None) -> User:
    return _person("bruno", "agent")


@pytest.fixture
def editor(db: None) -> Client:
    return _signed_in(_person("edith", "editor"))


def _person(name: str, role: str) -> User:
    return User.objects.create_user(username=name, password=None, role=role)


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
