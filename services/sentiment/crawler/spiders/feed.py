"""RSS, Atom or JSON feed. Option `only_feed`: entries are taken as they are, without their pages."""

from collections.abc import AsyncIterator
from typing import Any

from services.sentiment.crawler.pages import Unreadable, read_feed
from services.sentiment.crawler.spiders.base import SourceSpider


class Spider(SourceSpider):
    name = "feed"

    async def parse(self, response: Any) -> AsyncIterator[Any]:
        try:
            hints = read_feed(response.body, url=response.url)
        except Unreadable as error:
            self.refuse(error.code, str(error), error.remedy, response.url)
            return
        async for one in self.follow_new(hints):
            yield one
