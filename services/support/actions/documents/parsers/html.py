"""HTML: the main part only, without scripts, navigation or hidden elements."""

import re

from bs4 import BeautifulSoup, Tag
from django.utils.translation import gettext as _
from markdownify import MarkdownConverter

from services.support.actions.documents.parsers.base import ParsedDocument, title_of
from shared.errors import refuse

_NOISE = [
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "iframe",
    "svg",
]
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]{0,2000}>")
# What people leave open without nesting it.
_OPEN = {"br", "img", "hr", "input", "meta", "link", "col", "wbr", "source", "p", "li", "td", "tr", "th"}
# No page nests so deeply; parsing what does takes time that grows with the square of its depth.
_DEEPEST = 200


def parse(data: bytes, filename: str) -> ParsedDocument:
    # Tags are ASCII in every encoding that a page may have, with zeros between in UTF-16.
    if is_deep(data.replace(b"\0", b"").decode("latin-1")):
        message = _("Its tags stand within each other more than %(depth)s deep.") % {"depth": _DEEPEST}
        raise refuse("file", message, _("Save the page as plain text or Markdown, and upload that."))
    # Bytes go in undecoded: HTML names its own encoding in a meta tag.
    soup = BeautifulSoup(data, "lxml")
    title = soup.title.get_text(strip=True) if soup.title else ""
    language = _attribute(soup.html, "lang")
    canonical = _attribute(soup.find("link", rel="canonical"), "href")
    body = to_markdown(soup)
    return ParsedDocument(
        title=title_of(body, filename="") or title or title_of("", filename=filename),
        markdown=body,
        language=language.split("-")[0].lower(),
        url=canonical if canonical.startswith(("https://", "http://")) else "",
    )


def to_markdown(soup: BeautifulSoup) -> str:
    """The main element as Markdown; images and everything executable are dropped."""
    for element in soup.find_all(_NOISE):
        element.decompose()
    for element in soup.find_all(hidden=True):
        element.decompose()
    main = soup.find("main") or soup.find("article") or soup.body or soup
    converter = MarkdownConverter(heading_style="ATX", bullets="-", strip=["img"])
    return str(converter.convert_soup(main)).strip()


def is_deep(html: str) -> bool:
    """Whether tags stand within tags without end."""
    depth = 0
    for closes, name in TAG.findall(html):
        if name.lower() not in _OPEN:
            depth += -1 if closes else 1
        if depth > _DEEPEST:
            return True
    return False


def _attribute(element: object, name: str) -> str:
    return str(element.get(name) or "") if isinstance(element, Tag) else ""
