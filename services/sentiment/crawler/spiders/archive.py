"""Uploaded archive. Option `file`: its name below the uploads' folder. Nothing is asked of any host."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Self
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812 - an exception is named like a class

from asgiref.sync import sync_to_async
from django.conf import settings
from scrapy import signals

from services.sentiment import models
from services.sentiment.actions import addresses
from services.sentiment.crawler.network.conditional import hash_of
from services.sentiment.crawler.pages import Hint, Unreadable
from services.sentiment.crawler.pages.archive import BadRow, read_archive
from services.sentiment.crawler.spiders.base import PREVIEWED, SourceSpider
from services.sentiment.queries import near_articles

_AT_ONCE = 200
# Scrapy would take every row at once; so many may wait to be stored.
_WAITING = 64
_MOST_NAMED = 50


class Spider(SourceSpider):
    name = "archive"
    room: asyncio.Semaphore
    bad: int

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **named: Any) -> Self:
        spider: Self = super().from_crawler(crawler, *args, **named)
        spider.room = asyncio.Semaphore(_WAITING)
        spider.bad = 0
        for signal in (signals.item_scraped, signals.item_dropped, signals.item_error):
            crawler.signals.connect(spider.settled, signal=signal)
        return spider

    def settled(self, item: Any) -> None:
        self.room.release()

    async def start(self) -> AsyncIterator[Any]:
        name = str(self.options.get("file") or "")
        root = Path(settings.MEDIA_ROOT).resolve()
        path = (root / name).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            self.refuse("no_file", "The archive is not there.", "Upload it again.", name)
            return
        if not self.preview and await sync_to_async(self._is_read)(name):
            self.log_of_fetches.not_modified += 1
            return
        rows = read_archive(path)
        try:
            # In a thread: reading and unpacking would hold up the storing.
            while batch := await asyncio.to_thread(_take, rows):
                for hint in await self._new(batch):
                    await self.room.acquire()
                    yield hint.as_article()
                if self.preview and self.seen >= PREVIEWED:
                    return
        except Unreadable as error:
            self.refuse("unreadable", str(error), error.remedy, path.name)
        except (BadZipFile, ZlibError, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            self.refuse("unreadable", f"The file is broken ({error}).", "Pack it again, without a password.", path.name)
        # Read to its end, it is not read again; what was wrong in it does not mend itself.
        self.learnt[name] = {"bytes": path.stat().st_size}

    async def _new(self, batch: list[Hint | BadRow]) -> list[Hint]:
        """Rows whose address is not stored yet, which is also how a visit goes on where one was killed."""
        hints = [one for one in batch if isinstance(one, Hint)]
        for row in (one for one in batch if isinstance(one, BadRow)):
            self._name(row)
        self.seen += len(batch)
        if self.preview:
            return hints[:PREVIEWED]
        known = await sync_to_async(near_articles.known_hashes)([addresses.url_hash(hint.url) for hint in hints])
        new = {addresses.url_hash(hint.url): hint for hint in hints if addresses.url_hash(hint.url) not in known}
        self.duplicates += len(hints) - len(new)
        return list(new.values())

    def _name(self, row: BadRow) -> None:
        self.bad += 1
        if self.bad <= _MOST_NAMED:
            self.refuse("bad_row", f"{row.place}: {row.message}", row.remedy, row.place)

    def is_final(self, code: str) -> bool:
        return True

    def _is_read(self, name: str) -> bool:
        return models.FeedState.objects.filter(source=self.source, url_hash=hash_of(name)).exists()


def _take(rows: Iterator[Hint | BadRow]) -> list[Hint | BadRow]:
    return list(islice(rows, _AT_ONCE))
