"""The last step before the wire: wait for the host's turn, send, write down what happened."""

import asyncio
import time
from typing import Any

from asgiref.sync import sync_to_async
from django.utils import timezone
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import IgnoreRequest

from services.sentiment.actions import addresses, crawling
from services.sentiment.crawler.network.log import FetchLog

# A host that wants a longer pause is left to the next crawl.
LONGEST_WAIT = 90.0


class HostAsksToWait(IgnoreRequest):
    """The host asked for a pause that is longer than a crawl."""


class PoliteHandler(HTTP11DownloadHandler):
    """Here, and not in a middleware, since Scrapy's queue stands between middlewares and sending."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self.log: FetchLog = crawler.spider.log_of_fetches

    async def download_request(self, request: Any) -> Any:
        # Checked again: a handler may be reached without the middleware, as robots.txt was in older versions.
        addresses.check_url(request.url)
        host = addresses.host_of(request.url)
        delay = self.log.delay_of(host)
        await self._wait(host, delay)
        sent_at, started = timezone.now(), time.monotonic()
        status, size = None, 0
        try:
            response = await super().download_request(request)
            status, size = response.status, len(response.body)
            return response
        finally:
            await self.log.add(request.url, sent_at, time.monotonic() - started, status, size, delay)

    async def _wait(self, host: str, delay: float) -> None:
        deadline = time.monotonic() + LONGEST_WAIT
        while wait := await sync_to_async(crawling.take_turn)(host=host, delay=delay):
            if time.monotonic() + wait > deadline:
                raise HostAsksToWait(f"{host} asked for a pause of {wait:.0f} seconds.")
            await asyncio.sleep(wait)
