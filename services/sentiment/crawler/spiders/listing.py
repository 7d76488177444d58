"""Web page that lists articles. Options: `links` (CSS, e.g. "article a"), `next` (CSS of the next page's link)."""

from collections.abc import AsyncIterator
from typing import Any

from services.sentiment.crawler.pages import Hint
from services.sentiment.crawler.spiders.base import SourceSpider


class Spider(SourceSpider):
    name = "listing"

    async def parse(self, response: Any) -> AsyncIterator[Any]:
        if not hasattr(response, "css"):
            self.refuse("unreadable", "This is no web page.", "Choose the kind that fits the address.", response.url)
            return
        links = response.css(str(self.options.get("links") or "article a"))
        hints = [Hint(response.urljoin(href), place="listing") for href in links.css("::attr(href)").getall()]
        if not hints:
            self.refuse("nothing_found", "The selector matches no link.", "Correct the selector “links”.", response.url)
        async for one in self.follow_new(hint for hint in hints if hint.url.startswith(("http://", "https://"))):
            yield one
        link = str(self.options.get("next") or "")
        if link and not self.preview and (url := response.css(link).css("::attr(href)").get()):
            for request in self.further(response.urljoin(url)):
                yield request
