"""News sitemap, or an index of them."""

from collections.abc import AsyncIterator
from typing import Any

from services.sentiment.crawler.pages import Unreadable
from services.sentiment.crawler.pages.sitemap import read_sitemap
from services.sentiment.crawler.spiders.base import SourceSpider

_MOST_SITEMAPS = 20


class Spider(SourceSpider):
    name = "sitemap"

    async def parse(self, response: Any) -> AsyncIterator[Any]:
        try:
            found = read_sitemap(response.body)
        except Unreadable as error:
            self.refuse(error.code, str(error), error.remedy, response.url)
            return
        for url in found.sitemaps[:_MOST_SITEMAPS]:
            yield self.ask(response.urljoin(url), self.parse, meta={"conditional": True})
        async for one in self.follow_new(found.pages):
            yield one
