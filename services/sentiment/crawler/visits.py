"""Spiders side by side under one reactor, each with its own Crawl row, errors and end."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from typing import Any, cast

from asgiref.sync import sync_to_async
from scrapy.crawler import AsyncCrawlerProcess

from services.sentiment import models
from services.sentiment.actions import crawling
from services.sentiment.crawler.settings import crawler_settings
from services.sentiment.crawler.spiders import spider_of
from services.sentiment.crawler.spiders.base import SourceSpider

log = logging.getLogger(__name__)


class _Process(AsyncCrawlerProcess):
    """Ends when each visit has ended, what it writes at last included."""

    visits: Sequence[Coroutine[Any, Any, None]] = ()

    async def join(self) -> None:
        for end in await asyncio.gather(*self.visits, return_exceptions=True):
            if isinstance(end, BaseException):
                log.error("visit_not_closed", exc_info=end)


def visit(*, crawl_ids: Sequence[int], seconds: int) -> None:
    """Visit the sources of these crawls, none of which can end or hold up another's."""
    process = _Process(crawler_settings(seconds=seconds))
    process.visits = [_visit(process, crawl) for crawl in crawling.begin_crawls(crawl_ids=crawl_ids)]
    process.start()


def look(*, source: models.Source) -> SourceSpider:
    """What a visit would find; nothing is kept."""
    process = AsyncCrawlerProcess(crawler_settings())
    crawler = process.create_crawler(spider_of(source.kind))
    process.crawl(crawler, source=source, crawl=None)
    process.start()
    return cast(SourceSpider, crawler.spider)


async def _visit(process: AsyncCrawlerProcess, crawl: models.Crawl) -> None:
    try:
        crawler = process.create_crawler(spider_of(crawl.source.kind))
        await process.crawl(crawler, source=crawl.source, crawl=crawl)
        spider = cast(SourceSpider, crawler.spider)
        told: dict[str, Any] = {"errors": spider.errors, "cut": spider.cut, **spider.counts()}
    except Exception as error:
        # Options that no spider can use, or a fault of ours: the others go on.
        log.exception("visit_broken", extra={"crawl_id": crawl.pk})
        told = {"errors": [_broken(error, crawl.source.url)]}
    await sync_to_async(crawling.finish_crawl)(crawl=crawl, **told)


def _broken(error: Exception, url: str) -> dict[str, str]:
    return {
        "code": "visit_broken",
        "message": f"The visit could not be made ({type(error).__name__}: {error}).",
        "remedy": "Check the options of the source.",
        "url": url,
    }
