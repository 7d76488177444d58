"""A site to crawl, and a database that the crawling process sees as well."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import Settings

from tests.sentiment.crawler.site import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as site:
        yield site


@pytest.fixture
def _allowed(settings: Settings) -> None:
    settings.CRAWL_ALLOWED_HOSTS = ["127.0.0.1"]


@pytest.fixture
def _file_database(transactional_db: None, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """The crawling process opens the same file; an in-memory test database it could not."""
    connection = connections["default"]
    if connection.vendor != "sqlite":
        yield
        return
    kept = connection.settings_dict["NAME"], connection.connection
    path = tmp_path / "db.sqlite3"
    with sqlite3.connect(path) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    copy.close()
    memory = connection.connection
    connection.connection = None
    connection.settings_dict["NAME"] = str(path)
    yield
    super_close = connection.connection
    if super_close is not None:
        super_close.close()
    connection.settings_dict["NAME"], connection.connection = kept[0], memory
