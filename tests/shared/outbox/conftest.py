"""This machine may be written to here."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _loopback_allowed(settings: Settings) -> None:
    settings.OUTBOX_ALLOWED_HOSTS = ["127.0.0.1"]
