"""An article's page: title, text, date, author, language and canonical address, each with where it was found."""

from typing import Any
from urllib.parse import urljoin, urlsplit

from django.utils import timezone
from lxml import etree, html

from services.sentiment.actions.articles import FoundArticle
from services.sentiment.crawler.pages import dates
from services.sentiment.crawler.pages.hint import Hint
from services.sentiment.crawler.pages.language import language_of
from services.sentiment.crawler.pages.markup import plain_text
from services.sentiment.models.choices import DateFrom

_MOST = 2_000_000
Told = tuple[str, str, float]


def read_page(body: bytes, *, url: str, hint: Hint, encoding: str | None = None) -> FoundArticle:
    """What the feed said of date and title stands; the page gives the rest. A page without text leaves the hint."""
    tree = _tree(body[:_MOST], encoding)
    if tree is None:
        return hint.as_article()
    text, text_from, text_sure = _text(tree, hint)
    title, title_from, title_sure = _title(tree, hint)
    language, sure = language_of(f"{title}\n{text}")
    date = dates.FoundDate(hint.published_at, DateFrom.FEED, 0.95) if hint.published_at else dates.find_date(tree)
    date = date or dates.FoundDate(timezone.now(), DateFrom.FETCHED, 0.2)
    return FoundArticle(
        url=url,
        title=title,
        text=text,
        published_at=date.at,
        published_from=date.place,
        published_confidence=date.confidence,
        author=_author(tree, hint),
        language=language,
        canonical_url=_canonical(tree, url),
        provenance={
            "title": {"from": title_from, "confidence": title_sure},
            "text": {"from": text_from, "confidence": text_sure},
            "published_at": {"from": str(date.place), "confidence": date.confidence},
            "language": {"from": "text", "confidence": sure},
        },
    )


def _tree(body: bytes, encoding: str | None) -> Any:
    # `huge_tree` stays off: libxml2 then stops at nesting that is meant to exhaust memory.
    try:
        return html.document_fromstring(body, parser=html.HTMLParser(encoding=encoding, no_network=True))
    except (etree.LxmlError, ValueError, LookupError):
        return None


def _text(tree: Any, hint: Hint) -> Told:
    import trafilatura

    # The date and the other metadata are read above at a fraction of the cost, so only the text is asked for.
    found = trafilatura.extract(
        html.fromstring(etree.tostring(tree)), fast=True, include_comments=False, include_tables=False
    )
    if found and len(found) >= len(hint.text):
        return found, "page", 0.85
    return hint.text, hint.place, 0.6


def _title(tree: Any, hint: Hint) -> Told:
    if hint.title:
        return plain_text(hint.title), hint.place, 0.95
    for record in dates.structured(tree):
        if headline := str(record.get("headline") or "").strip():
            return plain_text(headline), DateFrom.STRUCTURED, 0.9
    for path, sure in (("//meta[@property='og:title']/@content", 0.85), ("//h1//text()", 0.7), ("//title/text()", 0.5)):
        if found := " ".join(" ".join(tree.xpath(path)).split()):
            return found, "meta" if "meta" in path else "page", sure
    return "", "nowhere", 0.0


def _author(tree: Any, hint: Hint) -> str:
    named = tree.xpath("//meta[@name='author' or @property='article:author']/@content")
    return hint.author or (str(named[0]).strip() if named else "")


def _canonical(tree: Any, url: str) -> str:
    """A page may name its own address, but not one on another site: that would hide the other site's article."""
    for link in tree.xpath("//link[@rel='canonical']/@href")[:1]:
        named = urljoin(url, str(link).strip())
        if urlsplit(named).hostname == urlsplit(url).hostname:
            return named
    return url
