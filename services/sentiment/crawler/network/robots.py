"""robots.txt is obeyed: what it forbids, and how often it lets one ask."""

from typing import Any

from django.utils import timezone
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest

from services.sentiment.actions import addresses

# A joke of a thousand days must not stop the crawler for good; an hour is respected.
_LONGEST_DELAY = 3600.0


class DeniedByRobots(IgnoreRequest):
    """robots.txt forbids this address."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's own, which hears of Crawl-delay and Request-rate as well and keeps denials on record."""

    async def process_request(self, request: Any, spider: Any = None) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        parser: Any = await self.robot_parser(request)
        if parser is None:
            return
        agent = str(self._robotstxt_useragent)
        crawling: Any = self.crawler.spider
        log = crawling.log_of_fetches
        log.demand(addresses.host_of(request.url), _delay(parser.rp, agent))
        if not parser.allowed(request.url, agent):
            await log.deny(request.url, timezone.now())
            raise DeniedByRobots(f"robots.txt forbids {request.url}")


def _delay(rules: Any, agent: str) -> float:
    """Seconds between requests: the longer of the two ways to say it."""
    rate = rules.request_rate(agent)
    by_rate = rate.seconds / rate.requests if rate and rate.requests else 0.0
    return min(max(float(rules.crawl_delay(agent) or 0.0), by_rate), _LONGEST_DELAY)
