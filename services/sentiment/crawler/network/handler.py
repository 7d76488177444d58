"""The last step before the wire: wait for the host's turn, send, write down what happened."""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.utils import timezone
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import IgnoreRequest

from services.sentiment.actions import addresses, crawling
from services.sentiment.crawler.network.log import FetchLog
from services.sentiment.crawler.network.retry_after import asked_pause

# Between taking a turn and the wire lie a few milliseconds, and not the same each time: the pause is booked longer.
_MARGIN = 0.02


class HostAsksToWait(IgnoreRequest):
    """The host asked for a pause that is longer than a crawl."""


class PoliteHandler(HTTP11DownloadHandler):
    """Here, and not in a middleware, since Scrapy's queue stands between middlewares and sending."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self.log: FetchLog = crawler.spider.log_of_fetches
        self.longest_wait = crawler.settings.getfloat("LONGEST_WAIT")

    async def download_request(self, request: Any) -> Any:
        # Checked again: a handler may be reached without the middleware, as robots.txt was in older versions.
        addresses.check_url(request.url)
        host = addresses.host_of(request.url)
        delay = self.log.delay_of(host)
        await self._wait(host, delay)
        sent_at, started = timezone.now(), time.monotonic()
        status, size, retry_at = None, 0, None
        try:
            response = await super().download_request(request)
            status, size = response.status, len(response.body)
            retry_at = await self._heed(host, response)
            return response
        finally:
            seconds = time.monotonic() - started
            if delay:
                await self._pause(host, delay)
            await self.log.add(request.url, sent_at, seconds, status, size, delay, retry_at=retry_at)

    async def _heed(self, host: str, response: Any) -> datetime | None:
        """A busy host says when to come back, and every process listens before anybody sends again."""
        retry_at = asked_pause(response, now=timezone.now())
        if retry_at:
            await sync_to_async(crawling.push_back)(host=host, until=retry_at)
        return retry_at

    async def _wait(self, host: str, delay: float) -> None:
        deadline = time.monotonic() + self.longest_wait
        booked = delay + _MARGIN if delay else 0.0
        while wait := await sync_to_async(crawling.take_turn)(host=host, delay=booked):
            if time.monotonic() + wait > deadline:
                raise HostAsksToWait(f"{host} asked for a pause of {wait:.0f} seconds.")
            await asyncio.sleep(wait)

    async def _pause(self, host: str, delay: float) -> None:
        """Counted from the answer: however late a request was under way, the host had seen it by then."""
        until = timezone.now() + timedelta(seconds=delay)
        await sync_to_async(crawling.push_back)(host=host, until=until)
