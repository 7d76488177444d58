"""The report finds every kind of violation, and none where there is none."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions import crawling
from services.sentiment.queries.periods import Period
from services.sentiment.queries.sources_history import history
from services.sentiment.queries.sources_politeness import PolitenessReport, politeness

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 16, 9, 10, tzinfo=UTC)
HOUR = Period(START - timedelta(minutes=10), START + timedelta(minutes=50))


@pytest.fixture
def crawl() -> models.Crawl:
    desk = models.Source.objects.create(name="Harbour News", url="https://h.example/feed")
    return models.Crawl.objects.create(source=desk, started_at=START)


def fetch(crawl: models.Crawl, seconds: float, path: str = "a", **fields: Any) -> models.Fetch:
    told = {"host": "h.example", "required_delay": 2.0, "status": 200, "seconds": 0.1, **fields}
    at = START + timedelta(seconds=seconds)
    return crawl.fetches.create(url=f"https://{told['host']}/{path}", sent_at=at, **told)


def report(crawl: models.Crawl) -> PolitenessReport:
    return politeness(crawl.source, period=HOUR)


def kinds(found: PolitenessReport) -> list[str]:
    return [one.kind for host in found.hosts for one in host.violations]


def test_whoever_keeps_the_pauses_is_polite(crawl: models.Crawl) -> None:
    fetch(crawl, 0, "robots.txt", robots="robots", required_delay=1)
    for seconds in (1, 3, 5.5):
        fetch(crawl, seconds)
    fetch(crawl, 5.6, host="other.example")
    found = report(crawl)
    assert (found.violations, found.requests) == (0, 5)
    [host, other] = found.hosts
    assert (host.shortest_pause, host.required_then, host.robots_requests) == (2.0, 2.0, 1)
    assert (host.per_hour, host.most_in_an_hour, other.shortest_pause) == (4.0, 4, None)


def test_a_pause_too_short_is_seen_even_between_two_sources(crawl: models.Crawl) -> None:
    other = models.Crawl.objects.create(source=models.Source.objects.create(name="Other", url="https://h.example/b"))
    fetch(crawl, 0)
    fetch(other, 1.5, "b")
    found = report(crawl)
    assert kinds(found) == ["pause"]
    violation = found.hosts[0].violations[0]
    assert (violation.required, violation.seen, violation.url) == (2.0, 1.5, "https://h.example/b")


def test_what_robots_forbade_must_not_follow(crawl: models.Crawl) -> None:
    fetch(crawl, 0, "secret", robots="denied", status=None)
    fetch(crawl, 1, "open")
    assert (kinds(report(crawl)), report(crawl).hosts[0].denied) == ([], 1)
    fetch(crawl, 4, "secret")
    assert kinds(report(crawl)) == ["robots"]


def test_whoever_comes_back_before_the_time_is_named(crawl: models.Crawl) -> None:
    fetch(crawl, 0, status=429, retry_at=START + timedelta(seconds=30))
    fetch(crawl, 31)
    assert kinds(report(crawl)) == []
    fetch(crawl, 20, "robots.txt", robots="robots")
    assert kinds(report(crawl)) == ["retry_after"]


def test_the_command_prints_it_and_fails_where_there_is_a_violation(
    crawl: models.Crawl, capsys: pytest.CaptureFixture[str]
) -> None:
    models.Fetch.objects.bulk_create(
        models.Fetch(
            crawl=crawl, host="h.example", url="https://h.example/", sent_at=timezone.now() - timedelta(minutes=n)
        )
        for n in (1, 2)
    )
    call_command("crawl", "--report", "Harbour News")
    assert "2 requests to 1 hosts, 0 violations" in capsys.readouterr().out
    models.Fetch.objects.update(required_delay=120)
    with pytest.raises(CommandError):
        call_command("crawl", "--report", "all", "--json")
    assert json.loads(capsys.readouterr().out)["hosts"][0]["violations"][0]["kind"] == "pause"


def test_a_source_over_time_shows_empty_hours_and_how_old_its_news_is(crawl: models.Crawl) -> None:
    models.Crawl.objects.filter(pk=crawl.pk).update(stored=3, newest_item_at=START, errors=[{"code": "gone"}])
    [first, second] = history(crawl.source, period=Period(START.replace(minute=0), START.replace(hour=11, minute=0)))
    assert (first.visits, first.stored, first.troubled) == (1, 3, 1)
    assert second.visits == 0
    assert second.feed_age == pytest.approx(1.83, abs=0.01)


def test_the_log_is_forgotten_after_its_time(crawl: models.Crawl) -> None:
    now = timezone.now()
    models.Fetch.objects.bulk_create(
        models.Fetch(crawl=crawl, host="h.example", url="https://h.example/", sent_at=now - timedelta(days=days))
        for days in (20, 15, 13, 1)
    )
    models.Crawl.objects.create(source=crawl.source, started_at=now - timedelta(days=91))
    assert crawling.forget_old_crawls() == (2, 1)
    assert models.Fetch.objects.count() == 2
    assert crawling.forget_old_crawls() == (0, 0)
