"""Each request as it happened, and how long each host wants to be left alone."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asgiref.sync import sync_to_async

from services.sentiment import models
from services.sentiment.actions import addresses

# Between two requests to a host that says nothing. A site of our own can take more.
USUAL_DELAY, OWN_DELAY = 1.0, 0.0


@dataclass
class FetchLog:
    """Rows of one crawl; in a preview `crawl` is None and nothing is kept."""

    crawl: models.Crawl | None
    least_delay: float = 0.0
    delays: dict[str, float] = field(default_factory=dict)
    requests: int = 0
    bytes: int = 0
    not_modified: int = 0
    bytes_saved: int = 0

    def delay_of(self, host: str) -> float:
        return self.delays.get(host, self._usual(host))

    def demand(self, host: str, delay: float) -> None:
        """robots.txt asks for this much; it never makes us faster than usual."""
        self.delays[host] = max(delay, self._usual(host))

    async def add(
        self,
        url: str,
        sent_at: datetime,
        seconds: float,
        status: int | None,
        size: int,
        delay: float,
        *,
        retry_at: datetime | None = None,
    ) -> None:
        self.requests += 1
        self.bytes += size
        robots = "robots" if url.endswith("/robots.txt") else "allowed"
        told = {"seconds": seconds, "status": status, "bytes": size, "required_delay": delay}
        await self._write(url, sent_at, robots=robots, retry_at=retry_at, **told)

    async def deny(self, url: str, sent_at: datetime) -> None:
        """A request that robots.txt forbade, and that was therefore not sent."""
        await self._write(url, sent_at, robots="denied")

    async def _write(self, url: str, sent_at: datetime, **fields: Any) -> None:
        if self.crawl is None:
            return
        host = addresses.host_of(url)
        await sync_to_async(models.Fetch.objects.create)(
            crawl=self.crawl, host=host[:255], url=url[:2000], sent_at=sent_at, **fields
        )

    def _usual(self, host: str) -> float:
        own = addresses.is_allowed(f"http://{host}/")
        return max(OWN_DELAY if own else USUAL_DELAY, self.least_delay)
