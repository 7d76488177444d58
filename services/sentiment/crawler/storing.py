"""Items are stored as they come; an address counts as seen only once its article is in the database."""

from typing import Any, Self

from asgiref.sync import sync_to_async
from scrapy.exceptions import DropItem

from services.sentiment.actions.articles import FoundArticle, TextErased, store_article


class StoringPipeline:
    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        return cls(crawler)

    async def process_item(self, item: FoundArticle) -> FoundArticle:
        spider = self.crawler.spider
        if not (item.title or item.text):
            raise DropItem("Neither title nor text was found.")
        spider.note_date(item.published_at)
        if spider.preview:
            spider.previewed.append(item.__dict__)
            return item
        try:
            stored = await sync_to_async(store_article)(found=item, source=spider.source)
        except TextErased as erased:
            raise DropItem(str(erased)) from erased
        spider.stored += int(stored.new)
        spider.duplicates += int(stored.near or not stored.new)
        return item
