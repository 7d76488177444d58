"""Nothing leads the crawler inward, and nothing public is kept from it."""

import pytest
from pytest_django import Settings

from services.sentiment.actions import addresses
from tests.sentiment.crawler.vectors import FINE, REFUSED


def test_there_are_enough_of_both() -> None:
    assert len(set(REFUSED)) >= 100
    assert len(set(FINE)) >= 50


@pytest.mark.parametrize("url", REFUSED)
def test_it_is_refused(url: str, settings: Settings) -> None:
    settings.CRAWL_ALLOWED_HOSTS = []
    with pytest.raises(addresses.AddressRefused):
        addresses.check_url(url)


@pytest.mark.parametrize("url", FINE)
def test_it_is_accepted(url: str, settings: Settings) -> None:
    settings.CRAWL_ALLOWED_HOSTS = []
    addresses.check_url(url)


@pytest.mark.parametrize("entry", ["127.0.0.1", "127.0.0.1:8000", "127.0.0.0/8"])
def test_a_site_of_our_own_is_let_through(entry: str) -> None:
    addresses.check_url("http://127.0.0.1:8000/", allowed=[entry])


@pytest.mark.parametrize("entry", ["127.0.0.1:8001", "127.0.0.2", "10.0.0.0/8", "localhost"])
def test_what_is_allowed_opens_nothing_else(entry: str) -> None:
    with pytest.raises(addresses.AddressRefused):
        addresses.check_url("http://127.0.0.1:8000/", allowed=[entry])


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1", "::ffff:10.0.0.1", "169.254.169.254"])
def test_a_public_name_that_resolves_inward_is_refused(address: str, settings: Settings) -> None:
    settings.CRAWL_ALLOWED_HOSTS = []
    with pytest.raises(addresses.AddressRefused, match="not on the open internet"):
        addresses.check_address(address, host="news.example.com", port=80)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTPS://News.Example.com:443/A?utm_source=x&b=2&a=1#top", "https://news.example.com/A?a=1&b=2"),
        ("http://news.example.com", "http://news.example.com/"),
        ("http://news.example.com./%7Euser", "http://news.example.com/~user"),
        ("http://news.example.com:8080/a?fbclid=1", "http://news.example.com:8080/a"),
    ],
)
def test_one_page_has_one_address(written: str, canonical: str) -> None:
    assert addresses.canonical_url(written) == canonical
    assert addresses.canonical_url(canonical) == canonical
