"""robots.txt is obeyed: what it forbids, and how often it lets one ask."""

from typing import Any

from asgiref.sync import sync_to_async
from django.utils import timezone
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler

from services.sentiment.actions import addresses, crawling

# A joke of a thousand days must not stop the crawler for good; an hour is respected.
_LONGEST_DELAY = 3600.0


class DeniedByRobots(IgnoreRequest):
    """robots.txt forbids this address."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, which hears of Crawl-delay and Request-rate as well, keeps denials on record, and asks a site
    again only when what it said before has expired.
    """

    async def process_request(self, request: Any, spider: Any = None) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        parser: Any = await self.robot_parser(request)
        if parser is None:
            return
        agent = str(self._robotstxt_useragent)
        spider_here: Any = self.crawler.spider
        log = spider_here.log_of_fetches
        log.demand(addresses.host_of(request.url), _delay(parser.rp, agent))
        if not parser.allowed(request.url, agent):
            await log.deny(request.url, timezone.now())
            raise DeniedByRobots(f"robots.txt forbids {request.url}")

    async def robot_parser(self, request: Any) -> Any:
        netloc = urlparse_cached(request).netloc
        if netloc not in self._parsers:
            body = await sync_to_async(crawling.fresh_robots)(site=_site(request))
            # Another request may have begun to ask for it meanwhile.
            if body is not None and netloc not in self._parsers:
                self._parsers[netloc] = build_from_crawler(self._parserimpl, self.crawler, body)
        return await super().robot_parser(request)

    async def _parse_robots(self, response: Any, netloc: str, request: Any) -> None:
        spider_here: Any = self.crawler.spider
        if not spider_here.preview:
            told = (response.headers.get("Cache-Control") or b"").decode("latin-1")
            await sync_to_async(crawling.keep_robots)(
                site=_site(request), status=response.status, body=response.body, cache_control=told
            )
        await super()._parse_robots(response, netloc, request)


def _site(request: Any) -> str:
    parts = urlparse_cached(request)
    return f"{parts.scheme}://{parts.netloc}"


def _delay(rules: Any, agent: str) -> float:
    """Seconds between requests: the longer of the two ways to say it."""
    rate = rules.request_rate(agent)
    by_rate = rate.seconds / rate.requests if rate and rate.requests else 0.0
    return min(max(float(rules.crawl_delay(agent) or 0.0), by_rate), _LONGEST_DELAY)
