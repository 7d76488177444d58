"""HTML: the main part only, without scripts, navigation or hidden elements."""

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from services.support.actions.documents.parsers.base import ParsedDocument, title_of

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


def parse(data: bytes, filename: str) -> ParsedDocument:
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


def _attribute(element: object, name: str) -> str:
    return str(element.get(name) or "") if isinstance(element, Tag) else ""
