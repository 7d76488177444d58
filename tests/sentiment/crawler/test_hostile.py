"""Feeds and servers that are broken, endless or malicious: bounded, named, and nothing is lost."""

import gzip
import os
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions import crawling
from services.sentiment.crawler.pages import Unreadable, read_feed
from services.sentiment.crawler.pages.feed import MOST_ENTRIES
from services.sentiment.crawler.pages.sitemap import read_sitemap
from services.sentiment.crawler.spiders.base import MOST_ITEMS
from services.sentiment.queries.periods import Period
from services.sentiment.queries.sources_politeness import politeness
from tests.sentiment.crawler.site import Page, Site, crawlers, page, rss

pytestmark = pytest.mark.usefixtures("_file_database", "_allowed")
XML = {"Content-Type": "application/xml"}
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))


def source(site: Site, path: str = "/feed", **fields: Any) -> models.Source:
    return models.Source.objects.create(name="Harbour News", url=site.url + path, **fields)


def items(*told: str) -> bytes:
    return (
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>N</title>%s</channel></rss>'
        % "".join(f"<item>{one}</item>" for one in told).encode()
    )


def test_dates_of_the_future_and_of_1970_are_no_dates(site: Site) -> None:
    dated = ("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", "Mon, 16 Nov 2026 09:00:00 GMT", "soon")
    told = [
        f"<title>Report {n} of the bank</title><link>/{n}</link><pubDate>{at}</pubDate>" for n, at in enumerate(dated)
    ]
    site.pages = {"/feed": (200, XML, items(*told))}
    desk = source(site, options={"only_feed": True})
    crawl = crawling.run_crawl(source=desk)
    assert (crawl.state, crawl.stored) == ("done", 4)
    found = {article.title[7]: article for article in models.Article.objects.all()}
    for number in "013":
        assert abs(found[number].published_at - timezone.now()) < timedelta(minutes=5)
        assert (found[number].published_from, found[number].published_confidence < 0.5) == ("fetched", True)
    assert found["0"].provenance["published_at"]["refused"].startswith("1970")
    assert found["2"].published_at == datetime(2026, 11, 16, 9, tzinfo=UTC)
    desk.refresh_from_db()
    assert desk.newest_item_at is not None
    assert desk.newest_item_at <= timezone.now()


ONE = "<rss><channel><item><title>{}</title><link>/a</link></item></channel></rss>"


@pytest.mark.parametrize(
    ("declared", "written", "title"),
    [
        ('<?xml version="1.0" encoding="gb2312"?>', ("银行亏损", "gb2312"), "银行亏损"),
        ('<?xml version="1.0" encoding="utf-8"?>', ("Verlust für alle", "latin-1"), "Verlust f"),
        ('<?xml version="1.0" encoding="martian"?>', ("Loss", "utf-8"), "Loss"),
        ("", ("Loss", "utf-8-sig"), "Loss"),
    ],
)
def test_a_feed_in_another_or_a_wrong_encoding_is_read_as_far_as_it_goes(
    declared: str, written: tuple[str, str], title: str
) -> None:
    text, encoding = written
    body = (declared + ONE.format(text)).encode(encoding)
    [hint] = read_feed(body, url="http://n.example/feed")
    assert hint.title.startswith(title)
    assert hint.url == "http://n.example/a"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_a_billion_laughs_are_not_laughed(encoding: str) -> None:
    bomb = f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{LAUGHS.decode()}]><rss><title>&l9;</title></rss>".encode(encoding)
    with pytest.raises(Unreadable):
        read_feed(bomb, url="http://n.example/")
    with pytest.raises(Unreadable):
        read_sitemap(bomb)


def test_of_ten_million_items_as_many_are_read_as_fit(site: Site) -> None:
    """Eight megabytes at most come in, of which so many entries are listed and so many stored in one visit."""
    told = (f"<title>{n}</title><link>/{n}</link>" for n in range(140_000))
    body = items(*told)
    assert 6_000_000 < len(body) < 8 * 1024 * 1024
    site.pages = {"/feed": (200, XML | {"Content-Encoding": "gzip"}, gzip.compress(body))}
    crawl = crawling.run_crawl(source=source(site, options={"only_feed": True}))
    assert (crawl.state, crawl.seen, crawl.stored, crawl.errors) == ("done", MOST_ENTRIES, MOST_ITEMS, [])
    site.pages["/feed"] = (200, XML, body + bytes(2_000_000))
    second = crawling.run_crawl(source=models.Source.objects.get())
    assert [error["code"] for error in second.errors] == ["too_large"]


def test_lists_that_name_each_other_in_a_ring_are_read_once(site: Site) -> None:
    index = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'
    ring = [f"<sitemap><loc>{site.url}/{name}</loc></sitemap>" for name in ("one", "two")] * 10
    for path in ("/one", "/two"):
        site.pages[path] = (200, XML, index.format("".join(ring)).encode())
    crawling.run_crawl(source=source(site, "/one", kind="sitemap"))
    assert sorted(path for path in site.paths() if path != "/robots.txt") == ["/one", "/two"]

    def endless(_headers: dict[str, str]) -> Page:
        further = f'<article><a href="/a">A</a></article><a class="next" href="/list?{len(site.asked)}">older</a>'
        return 200, {"Content-Type": "text/html"}, further.encode()

    class Endless(dict[str, Any]):
        def get(self, path: str, default: Any = None) -> Any:
            return endless if path.startswith("/list") else super().get(path, default)

    site.pages, site.asked[:] = Endless({"/a": page("A", 1)}), []
    listing = models.Source.objects.create(
        name="Calendar", kind="listing", url=f"{site.url}/list", options={"next": "a.next"}
    )
    crawl = crawling.run_crawl(source=listing)
    assert (crawl.state, crawl.stored) == ("done", 1)
    # As deep as lists may lead, and no deeper.
    assert 2 <= sum(path.startswith("/list") for path in site.paths()) <= 6


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, {"Content-Length": "9000", "Connection": "close"}, b"<rss"), "download_failed"),
        ((200, {"Content-Encoding": "gzip"}, b"this is no gzip"), "unreadable"),
        ((503, {}, b"down"), "busy"),
    ],
)
def test_an_answer_that_breaks_off_is_an_error_of_the_source_alone(site: Site, answer: Page, code: str) -> None:
    site.pages = {"/feed": answer, "/well": (200, XML, rss("/a")), "/a": page("A", 1)}
    ill = source(site)
    well = models.Source.objects.create(name="Well", url=f"{site.url}/well")
    crawl = crawling.run_crawl(source=ill)
    assert (crawl.state, [error["code"] for error in crawl.errors]) == ("failed", [code])
    ill.refresh_from_db()
    assert (ill.failures, ill.last_error) == (1, crawl.errors[0]["message"])
    assert crawling.run_crawl(source=well).stored == 1


def test_a_busy_host_is_left_alone_as_long_as_it_asks_and_the_log_proves_it(site: Site) -> None:
    def busy_once(_headers: dict[str, str]) -> Page:
        asked = site.paths().count("/feed")
        return (429, {"Retry-After": "2"}, b"") if asked == 1 else (200, XML, rss("/a"))

    site.pages = {"/feed": busy_once, "/a": page("A", 1)}
    desk = source(site)
    crawl = crawling.run_crawl(source=desk)
    assert (crawl.state, crawl.stored, crawl.errors) == ("done", 1, [])
    first, second = [at for at, path, _ in site.asked if path == "/feed"]
    assert second - first >= 1.9
    now = timezone.now()
    [host] = politeness(desk, period=Period(now - timedelta(hours=1), now)).hosts
    assert (host.busy_answers, host.violations) == (1, [])


def test_a_process_killed_in_the_middle_loses_nothing_and_asks_nothing_twice(site: Site) -> None:
    armed = [True]

    def deadly(_headers: dict[str, str]) -> Page:
        if armed:
            armed.clear()
            for child in crawlers():
                os.kill(child, signal.SIGKILL)
        return page("C", 3)

    site.pages = {"/feed": (200, XML | {"ETag": '"1"'}, rss("/a", "/b", "/c"))}
    site.pages |= {"/a": page("A", 1), "/b": page("B", 2), "/c": deadly}
    desk = source(site)
    first = crawling.run_crawl(source=desk)
    assert (first.state, [error["code"] for error in first.errors]) == ("failed", ["process_ended"])
    kept = set(models.Article.objects.values_list("url", flat=True))
    assert first.stored == len(kept)
    # Nothing was learnt of the feed before everything it lists is stored.
    assert not desk.feed_states.exists()
    site.asked.clear()
    second = crawling.run_crawl(source=desk)
    assert (second.state, second.stored, second.errors) == ("done", 3 - len(kept), [])
    assert models.Article.objects.count() == 3
    assert not kept & {site.url + path for path in site.paths()}
    assert desk.feed_states.get().etag == '"1"'
