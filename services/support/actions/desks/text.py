"""Bodies in HTML become text that can be kept and read."""

from bs4 import BeautifulSoup

from services.support.actions.answer.cleaning import clean
from services.support.actions.documents.parsers.html import TAG, is_deep, to_markdown

LONGEST = 1_000_000
_BLOCKS = ["p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"]
_NOISE = ["script", "style", "noscript", "template", "head", "iframe", "svg"]


def plain(value: object) -> str:
    """A message as people read it. What is no text is nothing."""
    return clean(value) if isinstance(value, str) else ""


def of_html(value: object) -> str:
    """A message without its markup: blocks on lines of their own, nothing that a page would hide."""
    if not isinstance(value, str):
        return ""
    if "<" not in value and "&" not in value:
        return clean(value)
    if is_deep(value[:LONGEST]):
        return clean(TAG.sub("\n", value[:LONGEST]))
    soup = BeautifulSoup(value[:LONGEST], "lxml")
    for element in soup.find_all(_NOISE):
        element.decompose()
    for element in soup.find_all(_BLOCKS):
        element.append("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().split("\n"))
    return clean("\n".join(line for line in lines if line))


def article(value: object) -> str:
    """An article's HTML as Markdown, as an uploaded page would be."""
    if not isinstance(value, str):
        return ""
    if is_deep(value[:LONGEST]):
        return of_html(value)
    return clean(to_markdown(BeautifulSoup(value[:LONGEST], "lxml")))
