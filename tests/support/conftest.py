"""The small bank, its people, and models that are this test's own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from services.support import models
from services.support.actions import conversations, remembered
from services.support.actions.answer.versions import forget_versions
from services.support.actions.answerers import answerers
from services.support.actions.index import rebuild_index
from shared.accounts.models import User
from shared.engines import forget_engines
from tests.support import bank as builder


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, tiny_backbone: Path) -> Path:
    root = tmp_path_factory.mktemp("trained")
    builder.publish_models(root, tiny_backbone)
    return root / "models"


@pytest.fixture
def no_models(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A company that has trained nothing yet, and nothing remembered from another test."""
    settings.MODELKIT_URL = ""
    settings.MODELKIT_REGISTRY = str(tmp_path / "models")
    settings.MODELKIT_INDEXES = str(tmp_path / "indexes")
    _forget()
    yield
    answerers.stop()
    _forget()


@pytest.fixture
def bank(no_models: None, trained: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Models trained, articles indexed, templates written. The test's own mark decides on transactions."""
    marks = request.node.get_closest_marker("django_db")
    request.getfixturevalue("transactional_db" if marks and marks.kwargs.get("transaction") else "db")
    shutil.copytree(trained, tmp_path / "models")
    builder.open_bank()
    rebuild_index()
    _forget()


@pytest.fixture
def visitor(db: None) -> models.Visitor:
    return conversations.open_visitor(language="en")


@pytest.fixture
def conversation(visitor: models.Visitor) -> models.Conversation:
    return conversations.open_conversation(visitor=visitor)


@pytest.fixture
def ana(db: None) -> User:
    """The agent of most tests."""
    return User.objects.create_user(username="ana", first_name="Ana", password=None, role="agent")


@pytest.fixture
def ben(db: None) -> User:
    """Her colleague."""
    return User.objects.create_user(username="ben", first_name="Ben", password=None, role="agent")


def _forget() -> None:
    forget_engines()
    remembered.forget_all()
    forget_versions()
