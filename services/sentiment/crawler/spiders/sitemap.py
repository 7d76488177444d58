"""News sitemap, or an index of them."""

from collections.abc import AsyncIterator
from typing import Any

from services.sentiment.crawler.pages import Unreadable
from services.sentiment.crawler.pages.sitemap import read_sitemap
from services.sentiment.crawler.spiders.base import SourceSpider

_MOST_SITEMAPS, _PREVIEWED_SITEMAPS = 20, 2


class Spider(SourceSpider):
    name = "sitemap"

    async def parse(self, response: Any) -> AsyncIterator[Any]:
        try:
            found = read_sitemap(response.body)
        except Unreadable as error:
            self.refuse(error.code, str(error), error.remedy, response.url)
            return
        for url in found.sitemaps[: _PREVIEWED_SITEMAPS if self.preview else _MOST_SITEMAPS]:
            for request in self.further(response.urljoin(url), meta={"conditional": True}):
                yield request
        async for one in self.follow_new(found.pages):
            yield one
