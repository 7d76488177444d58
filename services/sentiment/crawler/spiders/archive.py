"""Uploaded archive. Option `file`: its name below the uploads' folder. Nothing is asked of any host."""

import csv
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from django.conf import settings

from services.sentiment.crawler.pages import Unreadable
from services.sentiment.crawler.pages.archive import read_archive
from services.sentiment.crawler.spiders.base import PREVIEWED, SourceSpider


class Spider(SourceSpider):
    name = "archive"

    async def start(self) -> AsyncIterator[Any]:
        root = Path(settings.MEDIA_ROOT).resolve()
        path = (root / str(self.options.get("file") or "")).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            self.refuse("no_file", "The archive is not there.", "Upload it again.", str(self.options.get("file") or ""))
            return
        try:
            for hint in read_archive(path):
                self.seen += 1
                yield hint.as_article()
                if self.preview and self.seen >= PREVIEWED:
                    return
        except (Unreadable, csv.Error, EOFError, OSError) as error:
            remedy = error.remedy if isinstance(error, Unreadable) else "Pack it again."
            self.refuse("unreadable", str(error), remedy, path.name)
