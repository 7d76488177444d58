"""429 and 503: the host says when to come back."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Self

from django.utils import timezone
from scrapy.downloadermiddlewares.retry import get_retry_request

_UNSAID = timedelta(seconds=60)
_LONGEST = timedelta(hours=6)


class RetryAfterMiddleware:
    """Tries once more where a pause was asked for; the handler then waits for it, or gives up where it is long."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    async def process_response(self, request: Any, response: Any) -> Any:
        if asked_pause(response, now=timezone.now()) is None:
            return response
        retry = get_retry_request(request, spider=self.crawler.spider, reason=str(response.status), max_retry_times=1)
        return retry or response


def asked_pause(response: Any, *, now: datetime) -> datetime | None:
    """When a busy host may be asked again; None where it is not busy, or only ill."""
    if response.status not in (429, 503):
        return None
    until = read_retry_after(response.headers.get("Retry-After"), now=now)
    return now + _UNSAID if until is None and response.status == 429 else until


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
