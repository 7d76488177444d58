"""One file a kind of source. The spider navigates; `pages` extracts."""

from importlib import import_module

from services.sentiment.crawler.spiders.base import SourceSpider
from services.sentiment.models.choices import SourceKind


def spider_of(kind: str) -> type[SourceSpider]:
    """The module of that name holds it as `Spider`."""
    module = import_module(f"{__name__}.{SourceKind(kind).value}")
    spider: type[SourceSpider] = module.Spider
    return spider
