"""robots.txt is asked for once, and again when it has expired."""

from datetime import timedelta

import pytest
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions import crawling
from tests.sentiment.crawler.site import Site, page, rss

pytestmark = pytest.mark.usefixtures("_file_database", "_allowed")
ROBOTS = b"User-agent: *\nDisallow: /secret\n"


def _asked(site: Site) -> int:
    return site.paths().count("/robots.txt")


def test_a_second_visit_obeys_what_the_first_was_told(site: Site) -> None:
    site.pages = {"/robots.txt": (200, {}, ROBOTS), "/feed": (200, {}, rss("/a", "/secret")), "/a": page("A", 1)}
    desk = models.Source.objects.create(name="Harbour News", url=f"{site.url}/feed")
    crawling.run_crawl(source=desk)
    again = crawling.run_crawl(source=desk)
    assert _asked(site) == 1
    assert [error["code"] for error in again.errors] == ["robots_denied"]
    models.RobotsFile.objects.update(expires_at=timezone.now())
    crawling.run_crawl(source=desk)
    assert _asked(site) == 2


@pytest.mark.parametrize(
    ("cache_control", "seconds"),
    [("", 3600), ("public, max-age=600", 600), ("max-age=999999999", 86_400), ("no-store", 0), ("s-maxage=5", 3600)],
)
def test_it_is_kept_as_long_as_the_site_says_and_a_day_at_most(cache_control: str, seconds: int) -> None:
    crawling.keep_robots(site="https://a.example", status=200, body=ROBOTS, cache_control=cache_control)
    left = models.RobotsFile.objects.get().expires_at - timezone.now()
    assert abs(left - timedelta(seconds=seconds)) < timedelta(seconds=30)


def test_a_site_without_one_forbids_nothing_and_a_sick_one_is_asked_again() -> None:
    crawling.keep_robots(site="https://a.example", status=404, body=b"Disallow: /", cache_control="")
    crawling.keep_robots(site="https://b.example", status=503, body=b"", cache_control="")
    crawling.keep_robots(site="https://c.example", status=429, body=b"", cache_control="")
    assert crawling.fresh_robots(site="https://a.example") == b""
    assert models.RobotsFile.objects.count() == 1


def test_files_that_nobody_asks_for_any_more_go() -> None:
    crawling.keep_robots(site="https://a.example", status=200, body=ROBOTS, cache_control="")
    models.RobotsFile.objects.update(expires_at=timezone.now() - timedelta(days=2))
    assert crawling.forget_old_robots() == 1
