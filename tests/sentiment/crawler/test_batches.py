"""Many sources in one process: none of them ends, delays or repeats another's visit."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions import crawling
from services.sentiment.actions.crawling.paces import PATIENT, SHORT
from tests.sentiment.crawler.site import Page, Site, crawlers, page, rss

pytestmark = pytest.mark.usefixtures("_file_database", "_allowed")
# Seconds; what is quick must fit in, on a busy machine too.
HURRY = 10


@pytest.fixture
def stall() -> Iterator[Event]:
    """Answers that wait for it come when the test has ended."""
    event = Event()
    yield event
    event.set()


def source(site: Site, name: str, **fields: Any) -> models.Source:
    """One that was visited before, so that its next visit is a short one."""
    url, visited = f"{site.url}/{name}", timezone.now()
    return models.Source.objects.create(name=name, url=url, last_success_at=visited, **fields)


def visit(batch: crawling.Batch) -> dict[str, models.Crawl]:
    return {crawl.source.name: crawl for crawl in crawling.run_batch(batch=batch)}


def in_a_hurry(batch: crawling.Batch) -> crawling.Batch:
    """The same visits in less time than they would really have."""
    return crawling.Batch(batch.crawl_ids, HURRY)


def codes(crawl: models.Crawl) -> list[str]:
    return [str(error["code"]) for error in crawl.errors]


def feeds(*names: str) -> dict[str, Any]:
    pages: dict[str, Any] = {f"/{name}": (200, {}, rss(f"/{name}/1", f"/{name}/2")) for name in names}
    return pages | {f"/{name}/{n}": page(f"{name}-{n}", n) for name in names for n in (1, 2)}


def test_what_is_broken_or_slow_affects_nobody_else(site: Site, stall: Event) -> None:
    def silent(_headers: dict[str, str]) -> Page:
        stall.wait(60)
        return 200, {}, rss()

    site.pages = feeds("north", "south") | {
        "/broken": (200, {}, b"\x00\xff\xfe broken"),
        "/failing": (500, {}, b"oh"),
        "/silent": silent,
    }
    for name in ("north", "south", "broken", "failing", "silent"):
        source(site, name)
    source(site, "odd", options={"delay": "soon"})
    [batch] = crawling.start_due_crawls()
    crawls = visit(in_a_hurry(batch))
    for name in ("north", "south"):
        crawl = crawls[name]
        assert (crawl.state, crawl.seen, crawl.stored, crawl.errors) == ("done", 2, 2, []), name
    assert {name: codes(crawls[name]) for name in ("broken", "failing", "odd", "silent")} == {
        "broken": ["unreadable"],
        "failing": ["server_error"],
        "odd": ["visit_broken"],
        "silent": [],
    }
    assert models.Article.objects.count() == 4
    # Who let us wait is visited again at once, apart from the quick.
    [again] = crawling.start_due_crawls()
    assert again.seconds == PATIENT.seconds
    assert models.Crawl.objects.get(pk__in=again.crawl_ids).source.name == "silent"


def test_a_visit_that_was_cut_goes_on_where_it_stopped(site: Site, stall: Event) -> None:
    def late(_headers: dict[str, str]) -> Page:
        stall.wait(60)
        return page("north-1", 1)

    site.pages = feeds("north") | {"/north/1": late}
    source(site, "north")
    [batch] = crawling.start_due_crawls()
    first = visit(in_a_hurry(batch))["north"]
    assert (first.state, first.stored, first.errors) == ("done", 1, [])
    assert models.Source.objects.get().failures == 0
    stall.set()
    [batch] = crawling.start_due_crawls()
    second = visit(batch)["north"]
    assert (second.state, second.seen, second.stored, second.not_modified) == ("done", 2, 1, 0)
    assert models.Article.objects.count() == 2
    assert site.paths().count("/north/2") == 1
    # It fitted this time, so it is one of the quick again.
    assert not models.Source.objects.get().slow


def test_a_source_that_kills_its_process_is_found_and_the_others_are_visited(site: Site) -> None:
    def deadly(_headers: dict[str, str]) -> Page:
        for child in crawlers():
            os.kill(child, signal.SIGKILL)
        return 200, {}, rss()

    names = ["deadly", "east", "north", "south", "west"]
    site.pages = feeds(*names) | {"/deadly": deadly}
    for name in names:
        source(site, name)
    [batch] = crawling.start_due_crawls()
    crawls = visit(batch)
    assert codes(crawls.pop("deadly")) == ["process_ended"]
    assert {crawl.state for crawl in crawls.values()} == {"done"}
    assert models.Article.objects.count() == 8
    # All at once and then twice in halves, at most; not one by one.
    assert 2 <= site.paths().count("/deadly") <= 4


def test_a_batch_that_is_delivered_twice_is_visited_once(site: Site) -> None:
    site.pages = feeds("north")
    source(site, "north")
    [batch] = crawling.start_due_crawls()
    visit(batch)
    asked = len(site.asked)
    assert visit(batch)["north"].state == "done"
    assert len(site.asked) == asked
    assert models.Crawl.objects.count() == 1


def test_a_source_removed_before_its_batch_began_is_left_alone(site: Site) -> None:
    removed = source(site, "north")
    [batch] = crawling.start_due_crawls()
    models.Source.objects.filter(pk=removed.pk).update(deleted_at=timezone.now())
    assert visit(batch) == {}
    assert site.asked == []


def test_batches_are_bounded_and_no_source_is_in_two() -> None:
    fields = {"url": "http://127.0.0.1/", "last_success_at": timezone.now()}
    models.Source.objects.bulk_create(models.Source(name=f"s{n}", **fields) for n in range(120))
    models.Source.objects.filter(name__startswith="s11").update(slow=True)
    first = crawling.start_due_crawls()
    assert [(len(batch.crawl_ids), batch.seconds) for batch in first] == [
        (SHORT.sources, SHORT.seconds),
        (SHORT.sources, SHORT.seconds),
        (10, PATIENT.seconds),
        (1, PATIENT.seconds),
    ]
    # Both processes for the quick are taken; the rest waits for one of them.
    assert crawling.start_due_crawls() == []
    models.Crawl.objects.filter(pk__in=first[0].crawl_ids).update(state="done")
    [second] = crawling.start_due_crawls()
    assert len(second.crawl_ids) == 9
    assert models.Crawl.objects.values("source").distinct().count() == 120


def test_a_late_start_does_not_shift_the_rhythm() -> None:
    due = timezone.now() - timedelta(seconds=20)
    fields = {"poll_seconds": 60, "url": "http://127.0.0.1/"}
    models.Source.objects.create(name="late", next_crawl_at=due, **fields)
    models.Source.objects.create(name="very late", next_crawl_at=due - timedelta(hours=1), **fields)
    crawling.start_due_crawls()
    assert models.Source.objects.get(name="late").next_crawl_at == due + timedelta(seconds=60)
    assert models.Source.objects.get(name="very late").next_crawl_at > timezone.now() + timedelta(seconds=50)
