"""The people of the tests: an analyst, an editor and an outsider who has no account."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from shared.accounts.models import User
from shared.engines import forget_engines
from tests.sentiment import market


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    # The real hasher is slow on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def analyst(db: None) -> User:
    """Watches the market."""
    return User.objects.create_user(username="ana", first_name="Ana", password=None, role="agent")


@pytest.fixture
def editor(db: None) -> User:
    """Changes sources, rules and models."""
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


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, tiny_backbone: Path) -> Path:
    registry = tmp_path_factory.mktemp("trained") / "models"
    market.publish_models(registry, tiny_backbone)
    return registry


@pytest.fixture
def no_models(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A desk that has trained nothing yet."""
    settings.MODELKIT_URL = ""
    settings.MODELKIT_REGISTRY = str(tmp_path / "models")
    settings.MODELKIT_INDEXES = str(tmp_path / "indexes")
    forget_engines()
    yield
    forget_engines()


@pytest.fixture
def desk(no_models: None, db: None, trained: Path, tmp_path: Path) -> None:
    """Models trained, two companies watched."""
    shutil.copytree(trained, tmp_path / "models")
    market.add_entity("Umbrel", name_zh="伞叶")
    market.add_entity("Quillon")
