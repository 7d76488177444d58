"""News sitemaps and indexes of sitemaps."""

from dataclasses import dataclass

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from services.sentiment.crawler.pages.dates import read_date
from services.sentiment.crawler.pages.feed import Unreadable
from services.sentiment.crawler.pages.hint import Hint

_MOST = 5_000


@dataclass(frozen=True)
class Sitemap:
    """Pages, and further sitemaps, newest first as far as they say."""

    pages: list[Hint]
    sitemaps: list[str]


def read_sitemap(body: bytes) -> Sitemap:
    try:
        root = ElementTree.fromstring(body, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError):
        raise Unreadable("This is no sitemap, or a broken one.", "robots.txt often names the right address.") from None
    pages: list[Hint] = []
    sitemaps: list[str] = []
    for node in list(root)[:_MOST]:
        told = {child.tag.rsplit("}", 1)[-1]: (child.text or "").strip() for child in node.iter()}
        if not told.get("loc"):
            continue
        if root.tag.endswith("sitemapindex"):
            sitemaps.append(told["loc"])
        else:
            at = read_date(told.get("publication_date")) or read_date(told.get("lastmod"))
            pages.append(Hint(told["loc"], told.get("title", ""), published_at=at, place="sitemap"))
    return Sitemap(pages, sitemaps)
