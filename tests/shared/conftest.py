"""The people of the tests: an agent, an editor, an administrator, and an outsider who has no account."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from shared.accounts.models import User

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _service_of_shared_parts(settings: Settings, request: pytest.FixtureRequest) -> None:
    """What is shared is tested without any service; tests that bring their own addresses say so."""
    # The real hasher is slow on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.NAVIGATION = "tests.shared.urls.navigation"
    if request.node.get_closest_marker("urls") is None:
        settings.ROOT_URLCONF = "tests.shared.urls"


@pytest.fixture
def agent(db: None) -> User:
    return User.objects.create_user("ana", password="a-long-password", role="agent")


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create_user("eli", password="a-long-password", role="editor")


@pytest.fixture
def admin(db: None) -> User:
    return User.objects.create_user("ada", password="a-long-password", role="admin")


@pytest.fixture
def outsider() -> Client:
    return Client()


@pytest.fixture
def sign_in() -> SignIn:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
