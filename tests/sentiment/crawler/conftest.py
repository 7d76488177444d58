"""A site to crawl, and a database that the crawling process sees as well."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.sentiment.crawler.site import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as site:
        yield site


@pytest.fixture
def _allowed(settings: Settings) -> None:
    settings.CRAWL_ALLOWED_HOSTS = ["127.0.0.1"]
