"""What every spider does: open the source's address, follow pages that are new, count, and say what went wrong."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any, Self

import scrapy
from asgiref.sync import sync_to_async
from django.utils import timezone
from scrapy import signals

from services.sentiment import models
from services.sentiment.actions import addresses
from services.sentiment.crawler import failures
from services.sentiment.crawler.network.conditional import hash_of
from services.sentiment.crawler.network.log import FetchLog
from services.sentiment.crawler.pages import Hint, read_page
from services.sentiment.queries import near_articles

MOST_ITEMS = 500
PREVIEWED = 5
# In a hurried visit these are no errors of the source, but reasons to come again with more time.
_NEED_PATIENCE = ("host_asks_to_wait", "timeout")


class SourceSpider(scrapy.Spider):
    """Subclasses say what `parse` makes of the source's own address."""

    conditional = True
    # A visit too short for the source says so by `cut`.
    hurried = cut = False
    # Seconds; a source can ask for less by its option `timeout`.
    longest_answer = 20.0

    def __init__(self, *, source: models.Source, crawl: models.Crawl | None, **named: Any) -> None:
        super().__init__(name=source.kind, **named)
        self.source, self.crawl, self.preview = source, crawl, crawl is None
        self.options: dict[str, Any] = source.options
        self.log_of_fetches = FetchLog(crawl, least_delay=float(self.options.get("delay") or 0))
        self.errors: list[dict[str, Any]] = []
        self.previewed: list[dict[str, Any]] = []
        self.learnt: dict[str, dict[str, Any]] = {}
        self.listings: set[str] = set()
        self.seen = self.stored = self.duplicates = 0
        self.newest_item_at: datetime | None = None

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **named: Any) -> Self:
        spider: Self = super().from_crawler(crawler, *args, **named)
        spider.hurried = crawler.settings.getbool("HURRIED")
        spider.longest_answer = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        crawler.signals.connect(spider.broken, signal=signals.spider_error)
        crawler.signals.connect(spider.broken, signal=signals.item_error)
        return spider

    def broken(self, failure: Any, response: Any) -> None:
        """A fault of ours in reading or storing: the page stays unseen, and so is read again."""
        remedy = "It is tried again at the next visit. If it stays, report it with the address."
        url = response.url if response else ""
        self.refuse("not_kept", f"This page could not be kept ({type(failure.value).__name__}).", remedy, url)

    async def start(self) -> AsyncIterator[Any]:
        yield self.ask(self.source.url, self.parse, meta={"conditional": self.conditional})

    def ask(self, url: str, callback: Any, **named: Any) -> scrapy.Request:
        patience = min(max(float(self.options.get("timeout") or self.longest_answer), 1.0), self.longest_answer)
        meta = {"download_timeout": patience, **named.pop("meta", {})}
        # What was asked before is left out in `unknown`; Scrapy's own filter would swallow a redirect to itself.
        return scrapy.Request(url, callback=callback, errback=self.failed, meta=meta, dont_filter=True, **named)

    def further(self, url: str, **named: Any) -> Iterable[scrapy.Request]:
        """Another list of this source, unless it was read in this visit: lists may name each other in a ring."""
        if url.startswith(("http://", "https://")) and url not in self.listings | {self.source.url}:
            self.listings.add(url)
            yield self.ask(url, self.parse, **named)

    async def unknown(self, hints: Iterable[Hint]) -> list[Hint]:
        """Those whose address is not stored yet, bounded; a preview shows a few whether stored or not."""
        wanted = list({hint.url: hint for hint in hints}.values())
        self.seen += len(wanted)
        if self.preview:
            return wanted[:PREVIEWED]
        wanted = wanted[:MOST_ITEMS]
        known = await sync_to_async(near_articles.known_hashes)([addresses.url_hash(hint.url) for hint in wanted])
        return [hint for hint in wanted if addresses.url_hash(hint.url) not in known]

    async def follow_new(self, hints: Iterable[Hint]) -> AsyncIterator[Any]:
        """Articles that came whole, and requests for the pages of the others."""
        for hint in await self.unknown(hints):
            if hint.is_whole or self.options.get("only_feed"):
                yield hint.as_article()
            else:
                yield self.ask(hint.url, self.parse_page, cb_kwargs={"hint": hint})

    def parse_page(self, response: Any, hint: Hint) -> Any:
        yield read_page(response.body, url=response.url, hint=hint, encoding=getattr(response, "encoding", None))

    def failed(self, failure: Any) -> Any:
        """A page that fails is one line on the source's page; a hint that has text already is kept as it is."""
        problem = failures.explain(failure)
        if problem and self.hurried and problem["code"] in _NEED_PATIENCE:
            self.cut = True
            return None
        if problem:
            self.errors.append(problem)
        hint: Hint | None = failure.request.cb_kwargs.get("hint") if hasattr(failure, "request") else None
        article = hint.as_article() if hint and hint.text else None
        return [article] if article else None

    def refuse(self, code: str, message: str, remedy: str, url: str = "") -> None:
        self.errors.append({"code": code, "message": message, "remedy": remedy, "url": url or self.source.url})

    def note_date(self, at: datetime) -> None:
        """The newest item shows how old the source's news is; a date of the future shows nothing."""
        if at <= timezone.now():
            self.newest_item_at = max(self.newest_item_at or at, at)

    async def closed(self, reason: str) -> None:
        """What the host said of its feeds counts only where everything they listed was dealt with."""
        self.cut = self.cut or reason != "finished"
        if self.preview or self.cut or not all(self.is_final(error["code"]) for error in self.errors):
            return
        for url, facts in self.learnt.items():
            await sync_to_async(models.FeedState.objects.update_or_create)(
                source=self.source, url_hash=hash_of(url), defaults={"url": url[:2000], **facts}
            )

    def is_final(self, code: str) -> bool:
        """Whether another visit would meet the same error again, so that nothing is gained by it."""
        return code in ("gone", "robots_denied")

    def counts(self) -> dict[str, Any]:
        log = self.log_of_fetches
        return {
            "seen": self.seen,
            "stored": self.stored,
            "duplicates": self.duplicates,
            "requests": log.requests,
            "not_modified": log.not_modified,
            "bytes_received": log.bytes,
            "bytes_saved": log.bytes_saved,
            "newest_item_at": self.newest_item_at,
        }
