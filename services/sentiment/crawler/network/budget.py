"""No crawl asks one host for more than its budget."""

from collections import Counter
from typing import Any, Self

from scrapy.exceptions import IgnoreRequest

from services.sentiment.actions import addresses


class BudgetSpent(IgnoreRequest):
    """This crawl has asked the host often enough."""


class BudgetMiddleware:
    """Counts requests by host, robots.txt included."""

    def __init__(self, crawler: Any) -> None:
        self.most = crawler.settings.getint("HOST_BUDGET")
        self.sent: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    def process_request(self, request: Any) -> None:
        host = addresses.host_of(request.url)
        self.sent[host] += 1
        if self.sent[host] > self.most:
            raise BudgetSpent(f"{host} was asked {self.most} times in this crawl; the rest is left to the next.")
