"""One crawl in one process: `python -m services.sentiment.crawler --crawl ID`, or `--preview` with JSON on stdin."""

import argparse
import json
import logging
import sys
from typing import Any

import django


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m services.sentiment.crawler", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--crawl", type=int, help="the id of a Crawl row")
    what.add_argument("--preview", action="store_true", help="read a source from stdin, print what it gives")
    arguments = parser.parse_args()
    django.setup()
    return _preview() if arguments.preview else _crawl(arguments.crawl)


def _crawl(crawl_id: int) -> int:
    from services.sentiment import models
    from services.sentiment.actions import crawling

    crawl = models.Crawl.objects.select_related("source").get(pk=crawl_id)
    spider = _run(crawl.source, crawl)
    crawling.finish_crawl(crawl=crawl, errors=spider.errors, **spider.counts())
    return 0


def _preview() -> int:
    from services.sentiment import models

    spider = _run(models.Source(**json.load(sys.stdin)), None)
    sys.stdout.write(json.dumps({"items": spider.previewed, "errors": spider.errors, **spider.counts()}, default=str))
    return 0


def _run(source: Any, crawl: Any) -> Any:
    from scrapy.crawler import AsyncCrawlerProcess

    from services.sentiment.crawler.settings import crawler_settings
    from services.sentiment.crawler.spiders import spider_of

    # What matters is in the Crawl row; a preview's output must stay pure JSON.
    logging.disable(logging.INFO)
    process = AsyncCrawlerProcess(crawler_settings(preview=crawl is None))
    crawler = process.create_crawler(spider_of(source.kind))
    process.crawl(crawler, source=source, crawl=crawl)
    process.start()
    return crawler.spider


if __name__ == "__main__":
    sys.exit(main())
