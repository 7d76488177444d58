"""429 and 503: the host says when to come back, and every process listens."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Self

from asgiref.sync import sync_to_async
from django.utils import timezone
from scrapy.downloadermiddlewares.retry import get_retry_request

from services.sentiment.actions import addresses, crawling

_UNSAID = timedelta(seconds=60)
_LONGEST = timedelta(hours=6)


class RetryAfterMiddleware:
    """Pushes the host's turn back; the retried request then waits for it, or gives up where that is long."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    async def process_response(self, request: Any, response: Any) -> Any:
        if response.status not in (429, 503):
            return response
        until = read_retry_after(response.headers.get("Retry-After"), now=timezone.now())
        if until is None and response.status == 503:
            return response
        until = until or timezone.now() + _UNSAID
        await sync_to_async(crawling.push_back)(host=addresses.host_of(request.url), until=until)
        retry = get_retry_request(request, spider=self.crawler.spider, reason=str(response.status), max_retry_times=1)
        return retry or response


def read_retry_after(header: bytes | None, *, now: datetime) -> datetime | None:
    """Seconds or an HTTP date; what is neither says nothing."""
    text = (header or b"").decode("latin-1").strip()
    if text.isdigit():
        return now + min(timedelta(seconds=int(text[:9])), _LONGEST)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    return min(max(when if when.tzinfo else when.replace(tzinfo=UTC), now), now + _LONGEST)
