"""Visit whatever is due until nothing is, as the worker does it: batches side by side, each in its process."""

import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from django.db import connections
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions import crawling
from tests.benchmarks.measuring.newsstand import hosts

_AT_ONCE = 4


def run(port: str, sites: str) -> dict[str, object]:
    """One round: every source is due now. The first round makes the sources."""
    for host in hosts(int(sites)):
        url = f"http://{host}:{port}/feed.rss"
        models.Source.objects.get_or_create(name=host, defaults={"group": host, "url": url})
    models.Source.objects.update(next_crawl_at=timezone.now())
    began, before = time.monotonic(), models.Crawl.objects.count()
    visit_due()
    crawls = models.Crawl.objects.order_by("pk")[before:]
    return {
        "seconds": time.monotonic() - began,
        "visits": len(crawls),
        "errors": sorted({str(error["code"]) for crawl in crawls for error in crawl.errors}),
        "articles": models.Article.objects.count(),
        "twice": models.Article.objects.count() - models.Article.objects.values("url").distinct().count(),
    }


def visit_due() -> None:
    under_way: set[Future[None]] = set()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while True:
            under_way |= {pool.submit(_visit, batch) for batch in crawling.start_due_crawls()}
            if not under_way:
                return
            # A second at most, as new sources may come due, and slow ones come again.
            done, under_way = wait(under_way, timeout=1, return_when=FIRST_COMPLETED)
            for one in done:
                one.result()


def _visit(batch: crawling.Batch) -> None:
    try:
        crawling.run_batch(batch=batch)
    finally:
        connections.close_all()
