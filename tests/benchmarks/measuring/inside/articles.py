"""Visit sites in batches and judge what comes in meanwhile, as the worker does."""

import resource
import threading
import time
from pathlib import Path

from django.db import connections

from services.sentiment import models
from services.sentiment.actions import judging
from services.sentiment.sample.press.writing import companies
from tests.benchmarks.measuring.inside.visiting import visit_due
from tests.benchmarks.measuring.newsstand import hosts
from tests.sentiment import market

_BACKBONE = Path("sentence-transformers/all-MiniLM-L6-v2")


def run(registry: str, port: str, sites: str) -> dict[str, object]:
    market.publish_models(Path(registry), _BACKBONE)
    for entity in companies():
        market.add_entity(entity["name"], name_zh=entity["name_zh"], ticker=entity["ticker"])
    for host in hosts(int(sites)):
        models.Source.objects.create(name=host, group=host, url=f"http://{host}:{port}/feed.rss")
    began, cpu = time.monotonic(), _cpu()
    crawled = threading.Event()
    judge = threading.Thread(target=_judge_until, args=(crawled,))
    judge.start()
    visit_due()
    crawl_seconds = time.monotonic() - began
    crawled.set()
    judge.join()
    return {
        "articles": models.Article.objects.exclude(judged_at=None).count(),
        "requests": models.Fetch.objects.count(),
        "errors": sum(len(crawl.errors) for crawl in models.Crawl.objects.all()),
        "crawl_seconds": crawl_seconds,
        "seconds": time.monotonic() - began,
        "cpu": {name: after - cpu[name] for name, after in _cpu().items()},
    }


def _judge_until(crawled: threading.Event) -> None:
    """Until nothing is left after the last crawl."""
    try:
        while True:
            last = crawled.is_set()
            if not judging.judge_new() and last:
                return
            crawled.wait(0.5)
    finally:
        connections.close_all()


def _cpu() -> dict[str, float]:
    """CPU seconds of the crawl processes together, and of this one, which judges."""
    children, own = resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF)
    return {"crawl": children.ru_utime + children.ru_stime, "judge": own.ru_utime + own.ru_stime}
