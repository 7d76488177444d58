"""Whole crawls in their own process, against a site on loopback."""

import gzip
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command

from services.sentiment import models
from services.sentiment.actions import crawling
from tests.sentiment.crawler.site import WORDS, Page, Site, page, rss

pytestmark = pytest.mark.usefixtures("_file_database", "_allowed")


def source(site: Site, path: str = "/feed", **fields: Any) -> models.Source:
    return models.Source.objects.create(name="Harbour News", url=site.url + path, **fields)


def codes(crawl: models.Crawl) -> list[str]:
    return [str(error["code"]) for error in crawl.errors]


def test_a_feed_is_read_with_its_pages_and_then_asked_only_for_changes(site: Site) -> None:
    def feed(headers: dict[str, str]) -> Page:
        tag = {"ETag": '"one"'}
        return (304, tag, b"") if headers.get("If-None-Match") == '"one"' else (200, tag, rss("/a", "/b"))

    site.pages = {"/feed": feed, "/a": page("A", 1), "/b": page("B", 2)}
    desk = source(site)
    first = crawling.run_crawl(source=desk)
    assert (first.state, first.seen, first.stored, first.errors) == ("done", 2, 2, [])
    article = models.Article.objects.get(url=f"{site.url}/a")
    assert article.title == "Report 0"
    assert article.published_at == datetime(2026, 11, 16, 9, tzinfo=UTC)
    assert "loan losses" in article.text
    assert article.published_from == "feed"
    second = crawling.run_crawl(source=desk)
    assert (second.not_modified, second.stored, second.state) == (1, 0, "done")
    assert second.bytes_saved > 200


def test_it_says_who_it_is_and_obeys_robots(site: Site) -> None:
    robots = b"User-agent: *\nDisallow: /secret\nCrawl-delay: 0.3\n"
    site.pages = {"/robots.txt": (200, {}, robots), "/feed": (200, {}, rss("/a", "/secret")), "/a": page("A", 1)}
    crawl = crawling.run_crawl(source=source(site))
    assert "/secret" not in site.paths()
    assert codes(crawl) == ["robots_denied"]
    assert "TriptychBot" in site.asked[0][2]["User-Agent"]
    times = [at for at, path, _ in site.asked if path != "/robots.txt"]
    assert times[1] - times[0] >= 0.29
    assert crawl.fetches.filter(robots="denied").count() == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, {}, b""), "unreadable"),
        ((200, {"Content-Type": "text/xml"}, b"<!DOCTYPE html><html><body>Hello</body></html>"), "unreadable"),
        ((200, {}, b'<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>'), "unreadable"),
        ((200, {}, b"\x00\xff\xfe broken \x80 bytes"), "unreadable"),
        ((500, {}, b"oh"), "server_error"),
        ((404, {}, b"gone"), "gone"),
        ((403, {}, b"no"), "forbidden"),
        ((302, {"Location": "/feed"}, b""), "too_many_redirects"),
        ((302, {"Location": "http://169.254.169.254/latest/meta-data/"}, b""), "address_refused"),
        ((302, {"Location": "http://localhost:1/"}, b""), "address_refused"),
        ((429, {"Retry-After": "7200"}, b"slow down"), "host_asks_to_wait"),
        ((200, {"Content-Length": "5000"}, b"<rss"), "timeout"),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(64_000_000))), "too_large"),
    ],
)
def test_what_is_wrong_is_said_with_a_remedy(site: Site, answer: Page, code: str) -> None:
    site.pages = {"/feed": answer}
    crawl = crawling.run_crawl(source=source(site, options={"timeout": 1}))
    assert crawl.state == "failed"
    assert codes(crawl)[0] == code
    assert crawl.errors[0]["message"]
    assert crawl.errors[0]["remedy"]


def test_the_other_kinds_are_read(site: Site) -> None:
    sitemap = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{}/a</loc></url></urlset>'
    rows = {"news": {"rows": [{"link": "/x", "head": "Loss", "body": WORDS, "when": "2026-11-16T08:00:00Z"}]}}
    post = (
        '<h1>Talk</h1><div class="post" id="p1"><p>Losses doubled, I hear.</p><time datetime="2026-11-16"></time></div>'
    )
    html = {"Content-Type": "text/html"}
    site.pages = {
        "/map": (200, {"Content-Type": "application/xml"}, sitemap.format(site.url).encode()),
        "/list": (200, html, b'<article><a href="/b">B</a></article>'),
        "/api": (200, {"Content-Type": "application/json"}, json.dumps(rows).encode()),
        "/talk": (200, html, post.encode()),
        "/a": page("A", 1),
        "/b": page("B", 2),
    }
    paths = {"items": "news.rows", "url": "link", "title": "head", "text": "body", "published": "when"}
    for kind, path, options in (
        ("sitemap", "/map", {}),
        ("listing", "/list", {}),
        ("json_api", "/api", paths),
        ("thread", "/talk", {}),
    ):
        row = models.Source.objects.create(name=kind, kind=kind, url=site.url + path, options=options)
        crawl = crawling.run_crawl(source=row)
        assert (kind, crawl.state, crawl.stored, crawl.errors) == (kind, "done", 1, [])


def test_a_preview_shows_items_and_keeps_nothing(site: Site) -> None:
    site.pages = {"/feed": (200, {}, rss("/a")), "/a": page("A", 1)}
    shown = crawling.preview(source=models.Source(name="New", kind="feed", url=f"{site.url}/feed"))
    assert [item["title"] for item in shown["items"]] == ["Report 0"], shown
    assert shown["items"][0]["provenance"]["text"]["from"] == "page"
    assert not models.Article.objects.exists()


def test_the_command_visits_what_is_due(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.pages = {"/feed": (200, {}, rss("/a")), "/a": page("A", 1)}
    source(site)
    call_command("crawl", "--due")
    assert "Harbour News: done, 1 listed, 1 new" in capsys.readouterr().out
    assert not crawling.start_due_crawls()
