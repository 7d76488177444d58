"""Feeds are asked for only if they changed since they were last read to the end."""

import hashlib
from typing import Any, Self

from asgiref.sync import sync_to_async
from scrapy.exceptions import IgnoreRequest

from services.sentiment import models


class NotModified(IgnoreRequest):
    """The host says that nothing changed."""


class ConditionalMiddleware:
    """For requests with `meta["conditional"]`. What was learnt is saved only after the crawl's items were stored."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    async def process_request(self, request: Any) -> None:
        spider = self.crawler.spider
        if not request.meta.get("conditional") or spider.preview:
            return
        state = await sync_to_async(_state_of)(spider.source, request.url)
        if state is None:
            return
        request.meta["state"] = state
        for header, value in (("If-None-Match", state.etag), ("If-Modified-Since", state.last_modified)):
            if value:
                request.headers[header] = value

    async def process_response(self, request: Any, response: Any) -> Any:
        spider = self.crawler.spider
        if not request.meta.get("conditional"):
            return response
        state: models.FeedState | None = request.meta.get("state")
        if response.status == 304:
            spider.log_of_fetches.not_modified += 1
            spider.log_of_fetches.bytes_saved += state.bytes if state else 0
            raise NotModified
        if response.status == 200:
            spider.learnt[request.url] = _facts(response)
        return response


def _state_of(source: models.Source, url: str) -> models.FeedState | None:
    return models.FeedState.objects.filter(source=source, url_hash=hash_of(url)).first()


def hash_of(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def _facts(response: Any) -> dict[str, Any]:
    return {
        "etag": (response.headers.get("ETag") or b"").decode("latin-1")[:500],
        "last_modified": (response.headers.get("Last-Modified") or b"").decode("latin-1")[:100],
        "content_hash": hashlib.sha256(response.body).hexdigest(),
        "bytes": len(response.body),
    }
